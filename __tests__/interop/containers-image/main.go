// Asks containers/image, which Podman, CRI-O and Skopeo pull with, whether a policy.json lets an image in.
// Build: go mod tidy && CGO_ENABLED=0 go build -tags containers_image_openpgp -o /tmp/containers-image-counterpart .
//
//	counterpart < [{"policy","image","architecture"}]   > [{"accepted","why"}]
//
// A policy is its text; an image is named by tag or by digest. Signatures are looked for in the registry, over HTTP.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	"go.podman.io/image/v5/docker"
	"go.podman.io/image/v5/image"
	"go.podman.io/image/v5/manifest"
	"go.podman.io/image/v5/signature"
	"go.podman.io/image/v5/types"
)

type question struct {
	Policy       string `json:"policy"`
	Image        string `json:"image"`
	Architecture string `json:"architecture"`
}

type answer struct {
	Accepted bool   `json:"accepted"`
	Why      string `json:"why"`
	// Whether the question could be asked at all: a registry that fails is no refusal.
	Asked bool `json:"asked"`
}

func main() {
	folder, err := os.MkdirTemp("", "containers-image-")
	must(err)
	defer os.RemoveAll(folder)
	attached := []byte("default-docker: {use-sigstore-attachments: true}\n")
	must(os.WriteFile(filepath.Join(folder, "default.yaml"), attached, 0o600))
	registries := filepath.Join(folder, "registries.conf")
	must(os.WriteFile(registries, nil, 0o600))
	var questions []question
	must(json.NewDecoder(os.Stdin).Decode(&questions))
	answers := make([]answer, 0, len(questions))
	for _, one := range questions {
		answers = append(answers, ask(one, &types.SystemContext{
			RegistriesDirPath:           folder,
			SystemRegistriesConfPath:    registries,
			DockerInsecureSkipTLSVerify: types.OptionalBoolTrue,
			OSChoice:                    "linux",
			ArchitectureChoice:          one.Architecture,
		}))
	}
	must(json.NewEncoder(os.Stdout).Encode(answers))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func ask(one question, system *types.SystemContext) answer {
	policy, err := signature.NewPolicyFromBytes([]byte(one.Policy))
	if err != nil {
		return answer{Why: err.Error(), Asked: true}
	}
	judge, err := signature.NewPolicyContext(policy)
	must(err)
	pulled, err := manifestOf(one.Image, system)
	if err != nil {
		return answer{Why: err.Error()}
	}
	accepted, err := judge.IsRunningImageAllowed(context.Background(), pulled)
	if err != nil {
		return answer{Why: err.Error(), Asked: true}
	}
	return answer{Accepted: accepted, Asked: true}
}

// What copying would judge: of an index the manifest of the platform.
func manifestOf(name string, system *types.SystemContext) (*image.UnparsedImage, error) {
	ctx := context.Background()
	reference, err := docker.ParseReference("//" + name)
	if err != nil {
		return nil, err
	}
	source, err := reference.NewImageSource(ctx, system)
	if err != nil {
		return nil, err
	}
	bytes, kind, err := source.GetManifest(ctx, nil)
	if err != nil {
		return nil, err
	}
	if !manifest.MIMETypeIsMultiImage(kind) {
		return image.UnparsedInstance(source, nil), nil
	}
	list, err := manifest.ListFromBlob(bytes, kind)
	if err != nil {
		return nil, err
	}
	chosen, err := list.ChooseInstance(system)
	if err != nil {
		return nil, err
	}
	return image.UnparsedInstance(source, &chosen), nil
}
