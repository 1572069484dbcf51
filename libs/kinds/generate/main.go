// Command generate writes the schema facts and TypeScript types of Kubernetes' built-in kinds into ../src/generated.
//
// It reads the source of the official Go modules (their structs, struct tags, comment markers and constants) and the
// recorded discovery documents, and needs nothing but Go's standard library. Descriptions are not copied.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "../src/generated", "the folder to write")
	flag.Parse()
	if err := generate(*out); err != nil {
		log.Fatalf("Cannot generate the facts: %v", err)
	}
}

func generate(out string) error {
	modules, err := findModules()
	if err != nil {
		return err
	}
	source, err := readGroupVersions(modules)
	if err != nil {
		return err
	}
	enabled, err := enabledGroupVersions(source)
	if err != nil {
		return err
	}
	kinds, err := servedKinds(modules.dir(kubernetesModule), source, enabled)
	if err != nil {
		return err
	}
	facts, err := factsOf(source)
	if err != nil {
		return err
	}
	return writeAll(out, map[string][]byte{
		"types.json": facts.encode(),
		"kinds.json": encodeKinds(kinds),
	}, interfaces(facts, kinds))
}

func writeAll(out string, data map[string][]byte, types map[string][]byte) error {
	folder := filepath.Join(out, "types")
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, content := range data {
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
	}
	for name, content := range types {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
