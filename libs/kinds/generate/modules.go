package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	kubernetesModule = "k8s.io/kubernetes"
	releaseVersion   = "v1.36.3"
	stagingVersion   = "v0.36.3"
)

// stagingModules are the modules whose types the API is made of.
var stagingModules = []string{
	"k8s.io/api",
	"k8s.io/apiextensions-apiserver",
	"k8s.io/apimachinery",
	"k8s.io/kube-aggregator",
}

// modules maps a module's path to its folder on this machine.
type modules map[string]string

func (m modules) dir(module string) string { return m[module] }

// packageDir finds the folder of a package, or "" where its module is none of ours.
func (m modules) packageDir(importPath string) string {
	for module, dir := range m {
		if rest, ok := strings.CutPrefix(importPath, module+"/"); ok {
			return filepath.Join(dir, rest)
		}
	}
	return ""
}

// findModules asks Go where the modules are; Go downloads those that are missing.
func findModules() (modules, error) {
	arguments := []string{"mod", "download", "-json", kubernetesModule + "@" + releaseVersion}
	for _, module := range stagingModules {
		arguments = append(arguments, module+"@"+stagingVersion)
	}
	command := exec.Command("go", arguments...)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go mod download: %w", err)
	}
	found := modules{}
	for decoder := json.NewDecoder(bytes.NewReader(output)); decoder.More(); {
		var module struct{ Path, Dir string }
		if err := decoder.Decode(&module); err != nil {
			return nil, err
		}
		found[module.Path] = module.Dir
	}
	return found, nil
}
