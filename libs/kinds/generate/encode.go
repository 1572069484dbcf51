package main

import (
	"bytes"
	"encoding/json"
	"sort"
)

func sortedKeys[V any](from map[string]V) []string {
	keys := make([]string, 0, len(from))
	for key := range from {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func (f *facts) sort(order []*packageSource) {
	for _, each := range order {
		structs := f.structs[each]
		if len(structs) == 0 {
			continue
		}
		f.packages = append(f.packages, each)
		sort.Slice(structs, func(i, j int) bool { return structs[i].name < structs[j].name })
	}
}

// encode writes the facts as JSON, one type a line. libs/kinds/src/facts/encoding.ts states the form.
func (f *facts) encode() []byte {
	var out bytes.Buffer
	out.WriteString("{")
	for i, each := range f.packages {
		if i > 0 {
			out.WriteString(",")
		}
		out.WriteString("\n" + compact(each.model) + ":{")
		if each.groupVersion != "" {
			out.WriteString(`"groupVersion":` + compact(each.groupVersion) + ",")
		}
		out.WriteString(`"objects":` + compact(f.objects(each)) + ",\"types\":{")
		for j, one := range f.structs[each] {
			if j > 0 {
				out.WriteString(",")
			}
			out.WriteString("\n" + compact(one.name) + ":" + compact(one.encoded()))
		}
		out.WriteString("}}")
	}
	out.WriteString("\n}\n")
	return out.Bytes()
}

func (f *facts) objects(of *packageSource) []string {
	names := []string{}
	for _, each := range f.structs[of] {
		if each.object {
			names = append(names, each.name)
		}
	}
	return names
}

func (s *structFacts) encoded() any {
	fields := make([]any, 0, len(s.fields))
	for _, each := range s.fields {
		fields = append(fields, each.encoded())
	}
	return struct {
		Fields  []any          `json:"fields"`
		Inlined map[int]string `json:"inlined,omitempty"`
		MapType string         `json:"mapType,omitempty"`
	}{fields, s.inlined, s.mapType}
}

func (f field) encoded() []any {
	encoded := []any{f.name, f.shape, f.flags, f.number}
	if compact(f.extra) != "{}" {
		encoded = append(encoded, f.extra)
	}
	return encoded
}

func compact(value any) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return string(bytes.TrimSpace(out.Bytes()))
}
