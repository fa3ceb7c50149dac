// Lists the entries of tar archives as Go's archive/tar reads them, by which container runtimes apply layers: base64 lines in, JSON lines out.
package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
)

type entry struct {
	Name   []byte `json:"name"`
	Kind   string `json:"kind"`
	Target []byte `json:"target"`
	Mode   int64  `json:"mode"`
	Body   []byte `json:"body"`
}

type answer struct {
	Entries []entry `json:"entries"`
	Problem string  `json:"problem,omitempty"`
}

func read(archive []byte) answer {
	result := answer{Entries: []entry{}}
	reader := tar.NewReader(bytes.NewReader(archive))
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return result
		}
		if err == nil && header.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		var body []byte
		if err == nil {
			body, err = io.ReadAll(reader)
		}
		if err != nil {
			result.Problem = err.Error()
			return result
		}
		result.Entries = append(result.Entries,
			entry{[]byte(header.Name), string(header.Typeflag), []byte(header.Linkname), header.Mode, body})
	}
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for in.Scan() {
		archive, err := base64.StdEncoding.DecodeString(in.Text())
		if err != nil {
			panic(err)
		}
		if err := encoder.Encode(read(archive)); err != nil {
			panic(err)
		}
	}
}
