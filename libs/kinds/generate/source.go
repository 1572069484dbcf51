package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// typeSource is the declaration of one named type.
type typeSource struct {
	name    string
	spec    *ast.TypeSpec
	markers markers
	file    *ast.File
	home    *packageSource
}

// packageSource is one parsed package. model is the OpenAPI name that its types' names start with, and groupVersion
// what its objects' apiVersion says; both are empty for packages that only lend types.
type packageSource struct {
	importPath   string
	model        string
	groupVersion string
	types        map[string]*typeSource
	constants    map[string]string
	// enums holds the values of the constants of each type.
	enums map[string][]string
}

// source parses packages once, on demand.
type source struct {
	modules  modules
	packages map[string]*packageSource
	// roots are the packages with a model name, sorted by it.
	roots []*packageSource
}

var modelMarker = regexp.MustCompile(`(?m)^// \+k8s:openapi-model-package=(\S+)`)

// readGroupVersions finds every API package of the modules by the marker that names its OpenAPI model.
func readGroupVersions(modules modules) (*source, error) {
	found := &source{modules: modules, packages: map[string]*packageSource{}}
	for _, module := range stagingModules {
		base := modules.dir(module)
		err := filepath.WalkDir(base, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.Name() != "doc.go" || strings.Contains(file, "testapigroup") {
				return err
			}
			return found.readRoot(module, base, file)
		})
		if err != nil {
			return nil, err
		}
	}
	sort.Slice(found.roots, func(i, j int) bool { return found.roots[i].model < found.roots[j].model })
	return found, nil
}

func (s *source) readRoot(module, base, docFile string) error {
	text, err := os.ReadFile(docFile)
	if err != nil {
		return err
	}
	match := modelMarker.FindSubmatch(text)
	if match == nil {
		return nil
	}
	relative, err := filepath.Rel(base, filepath.Dir(docFile))
	if err != nil {
		return err
	}
	found, err := s.load(path.Join(module, filepath.ToSlash(relative)))
	if err != nil {
		return err
	}
	found.model = string(match[1])
	if group, ok := found.constants["GroupName"]; ok {
		found.groupVersion = strings.TrimPrefix(group+"/"+path.Base(found.importPath), "/")
	}
	s.roots = append(s.roots, found)
	return nil
}

// load parses a package, or gives nil where its module is none of ours.
func (s *source) load(importPath string) (*packageSource, error) {
	if known, ok := s.packages[importPath]; ok {
		return known, nil
	}
	dir := s.modules.packageDir(importPath)
	if dir == "" {
		return nil, nil
	}
	loaded := &packageSource{
		importPath: importPath,
		types:      map[string]*typeSource{},
		constants:  map[string]string{},
		enums:      map[string][]string{},
	}
	s.packages[importPath] = loaded
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if isHandwritten(filepath.Base(file)) {
			if err := loaded.readFile(file); err != nil {
				return nil, err
			}
		}
	}
	for _, values := range loaded.enums {
		sort.Strings(values)
	}
	return loaded, nil
}

func isHandwritten(file string) bool {
	for _, suffix := range []string{"_test.go", ".pb.go", "_generated.go", "generated.protomessage.pb.go"} {
		if strings.HasSuffix(file, suffix) {
			return false
		}
	}
	return !strings.HasPrefix(file, "zz_generated")
}

func (p *packageSource) readFile(name string) error {
	parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	previousEnd := parsed.Name.End()
	for _, declaration := range parsed.Decls {
		if general, ok := declaration.(*ast.GenDecl); ok {
			p.readDeclaration(parsed, general, commentsBetween(parsed, previousEnd, general.Pos()))
		}
		previousEnd = declaration.End()
	}
	return nil
}

func (p *packageSource) readDeclaration(file *ast.File, declaration *ast.GenDecl, before markers) {
	for _, spec := range declaration.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			found := markersOf(spec.Doc).and(before)
			p.types[spec.Name.Name] = &typeSource{spec.Name.Name, spec, found, file, p}
		case *ast.ValueSpec:
			if declaration.Tok == token.CONST {
				p.readConstant(spec)
			}
		}
	}
}

func (p *packageSource) readConstant(spec *ast.ValueSpec) {
	for i, value := range spec.Values {
		text, ok := stringLiteral(value)
		if !ok {
			continue
		}
		p.constants[spec.Names[i].Name] = text
		if named, ok := spec.Type.(*ast.Ident); ok {
			p.enums[named.Name] = append(p.enums[named.Name], text)
		}
	}
}

func stringLiteral(expression ast.Expr) (string, bool) {
	literal, ok := expression.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

// imported finds the path that a file imports under a name.
func imported(file *ast.File, name string) (string, error) {
	for _, spec := range file.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return "", err
		}
		if spec.Name != nil && spec.Name.Name == name || spec.Name == nil && path.Base(importPath) == name {
			return importPath, nil
		}
	}
	return "", fmt.Errorf("no import is named %s", name)
}
