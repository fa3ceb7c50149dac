// Prints as JSON the fields of every stable built-in kind, as the API server reads and writes them: by type its fields with their Go
// types and whether an empty one is left out (omitempty). From the Go types of k8s.io/api, k8s.io/apiextensions-apiserver and
// k8s.io/kube-aggregator; the versions are those of go.mod.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
	aggregator "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

var scalars = map[reflect.Type]string{
	reflect.TypeFor[resource.Quantity]():             "q",
	reflect.TypeFor[intstr.IntOrString]():            "o",
	reflect.TypeFor[metav1.Time]():                   "t",
	reflect.TypeFor[metav1.MicroTime]():              "t",
	reflect.TypeFor[metav1.Duration]():               "x",
	reflect.TypeFor[metav1.FieldsV1]():               "x",
	reflect.TypeFor[runtime.RawExtension]():          "x",
	reflect.TypeFor[apiextensions.JSON]():            "x",
	reflect.TypeFor[apiextensions.JSONSchemaProps](): "x",
	reflect.TypeFor[[]byte]():                        "s",
}

var (
	names = map[reflect.Type]string{}
	taken = map[string]bool{}
	queue []reflect.Type
)

const source = "k8s.io/api, k8s.io/apiextensions-apiserver and k8s.io/kube-aggregator v0.37.2 (Kubernetes 1.37.2); made by go run . in __tests__/interop/apiserver/field-table"

func nameOf(t reflect.Type) string {
	if name, known := names[t]; known {
		return name
	}
	name := t.Name()
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s%d", t.Name(), n)
	}
	names[t], taken[name] = name, true
	queue = append(queue, t)
	return name
}

func write(t reflect.Type) string {
	if scalar, known := scalars[t]; known {
		return scalar
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + write(t.Elem())
	case reflect.Slice:
		return "-" + write(t.Elem())
	case reflect.Map:
		return "+" + write(t.Elem())
	case reflect.Struct:
		return nameOf(t)
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Float32, reflect.Float64, reflect.Interface:
		return "x"
	}
	return "i"
}

func fields(t reflect.Type) (all []string) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" || name == "" && !field.Anonymous && !strings.Contains(options, "inline") {
			continue
		}
		if name == "" {
			inner := field.Type
			for inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			all = append(all, fields(inner)...)
			continue
		}
		kept := "!"
		if strings.Contains(options, "omitempty") && !(field.Type.Kind() == reflect.Struct && scalars[field.Type] != "t") || strings.Contains(options, "omitzero") {
			kept = ""
		}
		all = append(all, name+":"+write(field.Type)+kept)
	}
	return all
}

func main() {
	all := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, apiextensions.AddToScheme, aggregator.AddToScheme} {
		if err := add(all); err != nil {
			panic(err)
		}
	}
	var kinds []string
	known := all.AllKnownTypes()
	for kind := range known {
		odd := strings.HasSuffix(kind.Kind, "List") || strings.HasSuffix(kind.Kind, "Options") || kind.Kind == "WatchEvent"
		if kind.Version != "v1" && kind.Version != "v2" || odd || kind.Group == "" && kind.Kind == "Status" {
			continue
		}
		kinds = append(kinds, kind.Group+"/"+kind.Version+"/"+kind.Kind)
	}
	sort.Strings(kinds)
	served, types := map[string]string{}, map[string]string{}
	for _, kind := range kinds {
		parts := strings.Split(kind, "/")
		for gvk, t := range known {
			if gvk.Group == parts[0] && gvk.Version == parts[1] && gvk.Kind == parts[2] {
				served[strings.TrimPrefix(kind, "/")] = nameOf(t)
			}
		}
	}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		types[names[next]] = strings.Join(fields(next), " ")
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	if err := out.Encode(map[string]any{"source": source, "kinds": served, "types": types}); err != nil {
		panic(err)
	}
}
