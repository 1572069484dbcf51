package main

import (
	"go/ast"
	"go/token"
	"strings"
)

// markers are the "+name=value" lines of comments, by name.
type markers map[string][]string

func (m markers) has(name string) bool { return len(m[name]) > 0 }

func (m markers) first(name string) string {
	if !m.has(name) {
		return ""
	}
	return m[name][0]
}

func (m markers) and(other markers) markers {
	joined := markers{}
	for _, each := range []markers{m, other} {
		for name, values := range each {
			joined[name] = append(joined[name], values...)
		}
	}
	return joined
}

func markersOf(comments *ast.CommentGroup) markers {
	found := markers{}
	if comments == nil {
		return found
	}
	for _, comment := range comments.List {
		line := strings.TrimSpace(strings.TrimPrefix(comment.Text, "//"))
		if marker, ok := strings.CutPrefix(line, "+"); ok {
			name, value, _ := strings.Cut(marker, "=")
			found[name] = append(found[name], value)
		}
	}
	return found
}

// commentsBetween gathers the markers between two declarations: some stand apart from the declaration they are for.
func commentsBetween(file *ast.File, start, end token.Pos) markers {
	found := markers{}
	for _, group := range file.Comments {
		if group.Pos() >= start && group.End() <= end {
			found = found.and(markersOf(group))
		}
	}
	return found
}
