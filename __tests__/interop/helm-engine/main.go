// Renders charts with Helm's own engine in one process and says how long each took.
// Input: one JSON object a line, {"folder", "values"} with values files below the folder. Output: one a line, {"ms", "ok", "error"}.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/releaseutil"
)

type request struct {
	Folder string   `json:"folder"`
	Values []string `json:"values"`
}

type answer struct {
	Ms    float64 `json:"ms"`
	Ok    bool    `json:"ok"`
	Error string  `json:"error,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		start := time.Now()
		err := render(asked)
		said := answer{Ms: float64(time.Since(start).Microseconds()) / 1000, Ok: err == nil}
		if err != nil {
			said.Error = err.Error()
		}
		if err := out.Encode(said); err != nil {
			panic(err)
		}
	}
}

func render(asked request) error {
	values := map[string]any{}
	for _, name := range asked.Values {
		more, err := chartutil.ReadValuesFile(filepath.Join(asked.Folder, name))
		if err != nil {
			return err
		}
		values = chartutil.CoalesceTables(more.AsMap(), values)
	}
	chart, err := loader.Load(asked.Folder)
	if err != nil {
		return err
	}
	if err := chartutil.ProcessDependenciesWithMerge(chart, values); err != nil {
		return err
	}
	kube, err := chartutil.ParseKubeVersion("v1.34.0")
	if err != nil {
		return err
	}
	capabilities := &chartutil.Capabilities{KubeVersion: *kube, APIVersions: chartutil.DefaultVersionSet, HelmVersion: chartutil.DefaultCapabilities.HelmVersion}
	release := chartutil.ReleaseOptions{Name: "release-name", Namespace: "ns", Revision: 1, IsInstall: true}
	scope, err := chartutil.ToRenderValues(chart, values, release, capabilities)
	if err != nil {
		return err
	}
	files, err := engine.Render(chart, scope)
	if err != nil {
		return err
	}
	for name := range files {
		if filepath.Base(name) == "NOTES.txt" {
			delete(files, name)
		}
	}
	_, _, err = releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	return err
}
