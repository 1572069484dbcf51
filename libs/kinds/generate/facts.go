package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"reflect"
	"strconv"
	"strings"
)

const objectMarker = "k8s:deepcopy-gen:interfaces"

// field holds the facts of one JSON field.
type field struct {
	name  string
	shape string
	// flags: "r" required, "p" a Go pointer, "e" a zero value is left out of Go's JSON.
	flags string
	// number is the protobuf field number, 0 where the field is not on the wire.
	number int
	extra  extraFacts
}

type extraFacts struct {
	Default       json.RawMessage `json:"default,omitempty"`
	Enum          []string        `json:"enum,omitempty"`
	PatchStrategy []string        `json:"patchStrategy,omitempty"`
	PatchMergeKey string          `json:"patchMergeKey,omitempty"`
	ListType      string          `json:"listType,omitempty"`
	ListMapKeys   []string        `json:"listMapKeys,omitempty"`
	MapType       string          `json:"mapType,omitempty"`
}

// structFacts are the facts of one struct: its JSON fields, and the protobuf numbers under which other structs' fields
// arrive that JSON holds in this one.
type structFacts struct {
	name    string
	home    *packageSource
	object  bool
	fields  []field
	inlined map[int]string
	mapType string
}

type facts struct {
	// packages in the order of their model names; structs in the order of their names.
	packages []*packageSource
	structs  map[*packageSource][]*structFacts
}

// factsOf collects every struct that an object of any API package is made of.
func factsOf(source *source) (*facts, error) {
	seen := map[*typeSource]bool{}
	var queue []*typeSource
	visit := func(named *typeSource) {
		if !seen[named] {
			seen[named] = true
			queue = append(queue, named)
		}
	}
	for _, root := range source.roots {
		for _, name := range sortedKeys(root.types) {
			if isObject(root.types[name]) {
				visit(root.types[name])
			}
		}
	}
	collected := &facts{structs: map[*packageSource][]*structFacts{}}
	for len(queue) > 0 {
		named := queue[0]
		queue = queue[1:]
		found, err := source.structFacts(named, visit)
		if err != nil {
			return nil, err
		}
		collected.structs[named.home] = append(collected.structs[named.home], found)
	}
	collected.sort(source.roots)
	return collected, nil
}

func isObject(named *typeSource) bool {
	return ast.IsExported(named.name) && strings.HasSuffix(named.markers.first(objectMarker), "/runtime.Object")
}

func (s *source) structFacts(named *typeSource, visit func(*typeSource)) (*structFacts, error) {
	declared, err := s.structOf(named)
	if err != nil || declared == nil || named.home.model == "" {
		return nil, fmt.Errorf("%s.%s is no struct of an API package: %w", named.home.importPath, named.name, err)
	}
	found := &structFacts{
		name:    named.name,
		home:    named.home,
		object:  isObject(named),
		inlined: map[int]string{},
		mapType: named.markers.first("structType"),
	}
	for _, member := range declared.spec.Type.(*ast.StructType).Fields.List {
		if err := s.addMember(found, declared, member, visit); err != nil {
			return nil, fmt.Errorf("%s: %w", named.name, err)
		}
	}
	return found, nil
}

func (s *source) addMember(to *structFacts, named *typeSource, member *ast.Field, visit func(*typeSource)) error {
	if member.Tag == nil {
		return nil
	}
	text, err := strconv.Unquote(member.Tag.Value)
	if err != nil {
		return err
	}
	tag := reflect.StructTag(text)
	options := strings.Split(tag.Get("json"), ",")
	if options[0] == "-" || tag.Get("json") == "" {
		return nil
	}
	if options[0] == "" {
		return s.addInlined(to, named, member, protobufNumber(tag), visit)
	}
	found, err := s.fieldFacts(named, member, tag, visit)
	if err == nil {
		to.fields = append(to.fields, found)
	}
	return err
}

// addInlined adds another struct's fields, which arrive under their own struct's number on the protobuf wire.
func (s *source) addInlined(to *structFacts, named *typeSource, member *ast.Field, number int, visit func(*typeSource)) error {
	importPath, name, err := qualify(named, member.Type)
	if err != nil {
		return err
	}
	other, err := s.find(importPath, name)
	if err != nil {
		return err
	}
	inner, err := s.structFacts(other, visit)
	if err != nil {
		return err
	}
	if number != 0 {
		visit(other)
		to.inlined[number] = inner.home.model + "." + inner.name
	}
	for _, each := range inner.fields {
		each.number = 0
		to.fields = append(to.fields, each)
	}
	return nil
}

func (s *source) fieldFacts(named *typeSource, member *ast.Field, tag reflect.StructTag, visit func(*typeSource)) (field, error) {
	name, options, _ := strings.Cut(tag.Get("json"), ",")
	shape, enum, err := s.shapeOf(named, member.Type, visit)
	if err != nil {
		return field{}, err
	}
	markers := markersOf(member.Doc)
	found := field{name: name, shape: shape, number: protobufNumber(tag)}
	if isRequired(markers, options) {
		found.flags += "r"
	}
	if _, ok := member.Type.(*ast.StarExpr); ok {
		found.flags += "p"
	}
	if omitsZero(member.Type, shape, options) {
		found.flags += "e"
	}
	found.extra, err = extras(named, markers, tag)
	if enum != nil {
		found.extra.Enum = enum.home.enums[enum.name]
	}
	return found, err
}

func isRequired(markers markers, options string) bool {
	if markers.has("required") {
		return true
	}
	return !markers.has("optional") && !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero")
}

// omitsZero tells whether Go leaves out the zero value: "omitempty" does nothing for a struct that is no pointer.
func omitsZero(expression ast.Expr, shape, options string) bool {
	if strings.Contains(options, "omitzero") {
		return true
	}
	_, pointer := expression.(*ast.StarExpr)
	isStruct := strings.HasPrefix(shape, shapeStruct) || strings.Contains("tuqdx", shape)
	return strings.Contains(options, "omitempty") && (pointer || !isStruct)
}

func extras(named *typeSource, markers markers, tag reflect.StructTag) (extraFacts, error) {
	found := extraFacts{
		PatchMergeKey: tag.Get("patchMergeKey"),
		ListType:      markers.first("listType"),
		ListMapKeys:   markers["listMapKey"],
		MapType:       markers.first("mapType") + markers.first("structType"),
	}
	if strategy := tag.Get("patchStrategy"); strategy != "" {
		found.PatchStrategy = strings.Split(strategy, ",")
	}
	value := markers.first("default")
	if value == "" {
		return found, nil
	}
	if constant, ok := strings.CutPrefix(value, "ref("); ok {
		quoted, err := json.Marshal(named.home.constants[strings.TrimSuffix(constant, ")")])
		found.Default = quoted
		return found, err
	}
	if !json.Valid([]byte(value)) {
		return found, fmt.Errorf("the default must be JSON, got %s", value)
	}
	found.Default = json.RawMessage(value)
	return found, nil
}

func protobufNumber(tag reflect.StructTag) int {
	parts := strings.Split(tag.Get("protobuf"), ",")
	if len(parts) < 2 {
		return 0
	}
	number, err := strconv.Atoi(parts[1])
	if err != nil {
		return 0
	}
	return number
}
