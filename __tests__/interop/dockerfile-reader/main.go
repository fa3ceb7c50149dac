// Says which images BuildKit would pull for a Dockerfile. Input: one Dockerfile a line, in base64. Output: one JSON object a line,
// with `error` where the build fails before anything runs, `images` as they are looked up, and `syntax`, the frontend that is run.
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	digest "github.com/opencontainers/go-digest"
)

type answer struct {
	Error  string   `json:"error,omitempty"`
	Images []string `json:"images"`
	Syntax string   `json:"syntax,omitempty"`
}

// Every image exists and has nothing in it: only the names that are asked for are of interest.
type recorder struct {
	lock   sync.Mutex
	images []string
}

func (r *recorder) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.images = append(r.images, ref)
	return ref, "", []byte(`{"architecture":"amd64","os":"linux","config":{}}`), nil
}

func read(text []byte) (result answer) {
	asked := &recorder{images: []string{}}
	defer func() {
		if broken := recover(); broken != nil {
			result = answer{Error: fmt.Sprint("panic: ", broken), Images: []string{}}
		}
	}()
	syntax, _, _, _ := parser.DetectSyntax(text)
	_, err := dockerfile2llb.Dockerfile2LLB(context.Background(), text, dockerfile2llb.ConvertOpt{MetaResolver: asked, AllStages: true})
	result = answer{Images: asked.images, Syntax: syntax}
	if err != nil {
		result.Error = err.Error()
	}
	return result
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
		line, err := json.Marshal(read(text))
		if err != nil {
			panic(err)
		}
		out.Write(append(line, '\n'))
	}
}
