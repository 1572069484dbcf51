package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// resourceConfigs are the files that say which group versions each of kube-apiserver's three servers enables by
// default: its own, that of custom resources and that of aggregated APIs.
var resourceConfigs = []struct{ module, file string }{
	{kubernetesModule, "pkg/controlplane/instance.go"},
	{"k8s.io/apiextensions-apiserver", "pkg/apiserver/apiserver.go"},
	{"k8s.io/kube-aggregator", "pkg/apiserver/apiserver.go"},
}

// enabledGroupVersions gives the packages of the group versions that are enabled by default. It reads the arguments of
// every EnableVersions call: SchemeGroupVersion of some package, or a list of them.
func enabledGroupVersions(source *source) (map[*packageSource]bool, error) {
	found := map[*packageSource]bool{}
	for _, config := range resourceConfigs {
		name := filepath.Join(source.modules.dir(config.module), config.file)
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return nil, err
		}
		for _, alias := range enabledAliases(file) {
			importPath, err := imported(file, alias)
			if err != nil {
				return nil, err
			}
			// The conversions' package of a group version bears its name too.
			importPath = strings.Replace(importPath, kubernetesModule+"/pkg/apis/", "k8s.io/api/", 1)
			enabled := source.packages[importPath]
			if enabled == nil || enabled.groupVersion == "" {
				return nil, fmt.Errorf("%s enables %s, which is no API package", config.file, importPath)
			}
			found[enabled] = true
		}
	}
	return found, nil
}

// enabledAliases lists the import names of the packages whose group version a file enables.
func enabledAliases(file *ast.File) []string {
	lists := map[string][]string{}
	var enabled []string
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.ValueSpec:
			for i, value := range node.Values {
				lists[node.Names[i].Name] = groupVersionAliases(value)
			}
		case *ast.CallExpr:
			called, ok := node.Fun.(*ast.SelectorExpr)
			if !ok || called.Sel.Name != "EnableVersions" {
				return true
			}
			for _, argument := range node.Args {
				if list, ok := argument.(*ast.Ident); ok {
					enabled = append(enabled, lists[list.Name]...)
				} else {
					enabled = append(enabled, groupVersionAliases(argument)...)
				}
			}
		}
		return true
	})
	return enabled
}

func groupVersionAliases(expression ast.Expr) []string {
	var aliases []string
	ast.Inspect(expression, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok && selector.Sel.Name == "SchemeGroupVersion" {
			if alias, ok := selector.X.(*ast.Ident); ok {
				aliases = append(aliases, alias.Name)
			}
		}
		return true
	})
	return aliases
}
