// Says what the readers of Kubernetes and of go-yaml v3 make of a text. Input: one text a line, in base64. Output: one JSON object a line.
// `kubectl` reads a stream as kubectl does, `sigs` one whole document as the kubelet and Helm do, `v3` a stream as kustomize and compose do.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"

	yaml3 "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
	sigs "sigs.k8s.io/yaml"
)

// What one reader made of a text: the JSON of its documents, the texts below keys `image`, and what it complained of.
type reading struct {
	Documents []string `json:"documents"`
	Images    []string `json:"images"`
	Error     string   `json:"error,omitempty"`
}

func (r *reading) add(value any) {
	r.Images = append(r.Images, imagesIn(value)...)
	text, err := json.Marshal(plain(value))
	if err != nil {
		text = []byte("null")
	}
	r.Documents = append(r.Documents, string(text))
}

func imagesIn(value any) (found []string) {
	switch node := value.(type) {
	case map[string]any:
		for _, key := range sortedKeys(node) {
			if text, ok := node[key].(string); ok && key == "image" {
				found = append(found, text)
			}
			found = append(found, imagesIn(node[key])...)
		}
	case map[any]any:
		return imagesIn(plain(value))
	case []any:
		for _, item := range node {
			found = append(found, imagesIn(item)...)
		}
	}
	return found
}

func sortedKeys(node map[string]any) []string {
	keys := make([]string, 0, len(node))
	for key := range node {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func plain(value any) any {
	switch node := value.(type) {
	case map[any]any:
		out := map[string]any{}
		for key, one := range node {
			out[fmt.Sprint(key)] = plain(one)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for key, one := range node {
			out[key] = plain(one)
		}
		return out
	case []any:
		out := make([]any, len(node))
		for at, one := range node {
			out[at] = plain(one)
		}
		return out
	}
	return value
}

func guarded(read func(*reading) error) (result reading) {
	result = reading{Documents: []string{}, Images: []string{}}
	defer func() {
		if broken := recover(); broken != nil {
			result.Error = fmt.Sprint("panic: ", broken)
		}
	}()
	if err := read(&result); err != nil {
		result.Error = err.Error()
	}
	return result
}

func kubectl(text []byte) reading {
	return guarded(func(result *reading) error {
		decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
		for {
			raw := runtime.RawExtension{}
			if err := decoder.Decode(&raw); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			var value any
			if err := json.Unmarshal(raw.Raw, &value); err != nil {
				return err
			}
			if value != nil {
				result.add(value)
			}
		}
	})
}

func whole(text []byte) reading {
	return guarded(func(result *reading) error {
		var value any
		if err := sigs.Unmarshal(text, &value); err != nil {
			return err
		}
		result.add(value)
		return nil
	})
}

func version3(text []byte) reading {
	return guarded(func(result *reading) error {
		decoder := yaml3.NewDecoder(bytes.NewReader(text))
		for {
			var value any
			if err := decoder.Decode(&value); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			result.add(value)
		}
	})
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16*1024*1024)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		text, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			panic(err)
		}
		line, err := json.Marshal(map[string]reading{"kubectl": kubectl(text), "sigs": whole(text), "v3": version3(text)})
		if err != nil {
			panic(err)
		}
		out.Write(append(line, '\n'))
	}
}
