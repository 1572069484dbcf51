package main

import (
	"fmt"
	"go/ast"
)

// Shapes are written as short strings; libs/kinds/src/facts/shape.ts reads them.
const (
	shapeString      = "s"
	shapeDateTime    = "t"
	shapeMicroTime   = "u"
	shapeByte        = "b"
	shapeQuantity    = "q"
	shapeDuration    = "d"
	shapeInt32       = "i"
	shapeInt64       = "l"
	shapeNumber      = "n"
	shapeBoolean     = "o"
	shapeIntOrString = "x"
	shapeAny         = "*"
	// A list is "[" and its items' shape, a map "{" and its values', a struct "@" and its type's name.
	shapeList   = "["
	shapeMap    = "{"
	shapeStruct = "@"
	// Before a list: on the protobuf wire it is a message of its own.
	shapeWrapped = "w"
	// JSON that is a schema or something else.
	shapeSchemaOrList    = "*l"
	shapeSchemaOrBoolean = "*b"
	shapeSchemaOrStrings = "*s"
)

var builtinShapes = map[string]string{
	"string":  shapeString,
	"bool":    shapeBoolean,
	"int":     shapeInt64,
	"int32":   shapeInt32,
	"int64":   shapeInt64,
	"uint32":  shapeInt64,
	"float64": shapeNumber,
	"any":     shapeAny,
}

// namedShapes are the types whose JSON form is not that of their Go declaration.
var namedShapes = map[string]string{
	"time.Duration": shapeInt64,
	"k8s.io/apimachinery/pkg/api/resource.Quantity":         shapeQuantity,
	"k8s.io/apimachinery/pkg/util/intstr.IntOrString":       shapeIntOrString,
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":             shapeDateTime,
	"k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime":        shapeMicroTime,
	"k8s.io/apimachinery/pkg/apis/meta/v1.Duration":         shapeDuration,
	"k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1":         shapeAny,
	"k8s.io/apimachinery/pkg/runtime.RawExtension":          shapeAny,
	"k8s.io/apimachinery/pkg/runtime.Object":                shapeAny,
	apiextensions + "/v1.JSON":                              shapeAny,
	apiextensions + "/v1.JSONSchemaPropsOrArray":            shapeSchemaOrList,
	apiextensions + "/v1.JSONSchemaPropsOrBool":             shapeSchemaOrBoolean,
	apiextensions + "/v1.JSONSchemaPropsOrStringArray":      shapeSchemaOrStrings,
	apiextensions + "/v1beta1.JSON":                         shapeAny,
	apiextensions + "/v1beta1.JSONSchemaPropsOrArray":       shapeSchemaOrList,
	apiextensions + "/v1beta1.JSONSchemaPropsOrBool":        shapeSchemaOrBoolean,
	apiextensions + "/v1beta1.JSONSchemaPropsOrStringArray": shapeSchemaOrStrings,
}

const apiextensions = "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"

// shapeOf tells how values of a Go type look as JSON, and which named enum they belong to, if any. at is the type whose
// declaration the expression stands in; visit is called with every struct type met.
func (s *source) shapeOf(at *typeSource, expression ast.Expr, visit func(*typeSource)) (string, *typeSource, error) {
	switch expression := expression.(type) {
	case *ast.StarExpr:
		return s.shapeOf(at, expression.X, visit)
	case *ast.InterfaceType:
		return shapeAny, nil, nil
	case *ast.ArrayType:
		if element, ok := expression.Elt.(*ast.Ident); ok && element.Name == "byte" {
			return shapeByte, nil, nil
		}
		items, enum, err := s.shapeOf(at, expression.Elt, visit)
		return shapeList + items, enum, err
	case *ast.MapType:
		values, enum, err := s.shapeOf(at, expression.Value, visit)
		return shapeMap + values, enum, err
	case *ast.Ident, *ast.SelectorExpr:
		return s.namedShape(at, expression, visit)
	default:
		return "", nil, fmt.Errorf("%s: a %T has no shape", at.name, expression)
	}
}

func (s *source) namedShape(at *typeSource, expression ast.Expr, visit func(*typeSource)) (string, *typeSource, error) {
	if builtin, ok := expression.(*ast.Ident); ok && builtinShapes[builtin.Name] != "" {
		return builtinShapes[builtin.Name], nil, nil
	}
	importPath, name, err := qualify(at, expression)
	if err != nil {
		return "", nil, err
	}
	if shape, ok := namedShapes[importPath+"."+name]; ok {
		return shape, nil, nil
	}
	named, err := s.find(importPath, name)
	if err != nil {
		return "", nil, err
	}
	declared, err := s.structOf(named)
	if err != nil {
		return "", nil, err
	}
	if declared != nil {
		visit(named)
		return shapeStruct + named.home.model + "." + name, nil, nil
	}
	shape, enum, err := s.shapeOf(named, named.spec.Type, visit)
	if named.markers.has("enum") {
		enum = named
	}
	if _, ok := named.spec.Type.(*ast.ArrayType); ok && named.markers.has("protobuf.nullable") {
		shape = shapeWrapped + shape
	}
	return shape, enum, err
}

// qualify gives the import path and the name that a type expression means.
func qualify(at *typeSource, expression ast.Expr) (string, string, error) {
	if selector, ok := expression.(*ast.SelectorExpr); ok {
		alias, ok := selector.X.(*ast.Ident)
		if !ok {
			return "", "", fmt.Errorf("%s: unexpected selector", at.name)
		}
		importPath, err := imported(at.file, alias.Name)
		return importPath, selector.Sel.Name, err
	}
	identifier, ok := expression.(*ast.Ident)
	if !ok {
		return "", "", fmt.Errorf("%s: unexpected type expression", at.name)
	}
	return at.home.importPath, identifier.Name, nil
}

// find gives a named type; an alias is the type it stands for.
func (s *source) find(importPath, name string) (*typeSource, error) {
	home, err := s.load(importPath)
	if err != nil {
		return nil, err
	}
	if home == nil || home.types[name] == nil {
		return nil, fmt.Errorf("no type %s.%s", importPath, name)
	}
	found := home.types[name]
	if !found.spec.Assign.IsValid() {
		return found, nil
	}
	return s.declaredAs(found)
}

// declaredAs gives the named type that another one is declared as.
func (s *source) declaredAs(named *typeSource) (*typeSource, error) {
	importPath, name, err := qualify(named, named.spec.Type)
	if err != nil {
		return nil, err
	}
	return s.find(importPath, name)
}

// structOf gives the type whose declaration lists a struct's members: the type itself, or one that it is declared as
// ("type List metav1.List"). It gives nil for what is no struct.
func (s *source) structOf(named *typeSource) (*typeSource, error) {
	switch declared := named.spec.Type.(type) {
	case *ast.StructType:
		return named, nil
	case *ast.Ident:
		if builtinShapes[declared.Name] != "" {
			return nil, nil
		}
	case *ast.SelectorExpr:
	default:
		return nil, nil
	}
	importPath, name, err := qualify(named, named.spec.Type)
	if err != nil || namedShapes[importPath+"."+name] != "" || s.modules.packageDir(importPath) == "" {
		return nil, err
	}
	other, err := s.find(importPath, name)
	if err != nil {
		return nil, err
	}
	return s.structOf(other)
}
