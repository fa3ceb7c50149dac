package main

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/notaryproject/notation-go"
	"github.com/notaryproject/notation-go/verifier"
	"github.com/notaryproject/notation-go/verifier/trustpolicy"
	"github.com/notaryproject/notation-go/verifier/truststore"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// An image with all of its signatures, and the text of a trust policy that decides on it.
type trial struct {
	Policy     string              `json:"policy"`
	Stores     map[string][]string `json:"stores"`
	Reference  string              `json:"reference"`
	Target     ocispec.Descriptor  `json:"target"`
	Signatures []struct {
		MediaType string `json:"mediaType"`
		Envelope  []byte `json:"envelope"`
	} `json:"signatures"`
}

func judge(one trial) error {
	var policy trustpolicy.Document
	if err := json.Unmarshal([]byte(one.Policy), &policy); err != nil {
		return err
	}
	held := namedStore{}
	for name, texts := range one.Stores {
		for _, text := range texts {
			block, _ := pem.Decode([]byte(text))
			if block == nil {
				return errors.New("no PEM")
			}
			parsed, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return err
			}
			held[name] = append(held[name], parsed)
		}
	}
	by, err := verifier.New(&policy, held, nil)
	if err != nil {
		return err
	}
	options := notation.VerifyOptions{ArtifactReference: one.Reference, MaxSignatureAttempts: 100}
	_, outcomes, err := notation.Verify(context.Background(), by, shelf{one}, options)
	if err != nil {
		for _, outcome := range outcomes {
			if outcome != nil && outcome.Error != nil {
				err = fmt.Errorf("%w; %w", err, outcome.Error)
			}
		}
	}
	return err
}

// Certificates by "type:name", as a policy names them.
type namedStore map[string][]*x509.Certificate

func (s namedStore) GetCertificates(_ context.Context, kind truststore.Type, name string) ([]*x509.Certificate, error) {
	found, ok := s[string(kind)+":"+name]
	if !ok {
		return nil, fmt.Errorf("no store %s:%s", kind, name)
	}
	return found, nil
}

// A repository that holds one image with its signatures.
type shelf struct{ trial }

func (s shelf) Resolve(_ context.Context, reference string) (ocispec.Descriptor, error) {
	if !strings.HasSuffix(reference, s.Target.Digest.String()) {
		return ocispec.Descriptor{}, errors.New("not found")
	}
	return s.Target, nil
}

func (s shelf) ListSignatures(_ context.Context, _ ocispec.Descriptor, fn func([]ocispec.Descriptor) error) error {
	listed := make([]ocispec.Descriptor, 0, len(s.Signatures))
	for _, one := range s.Signatures {
		listed = append(listed, s.describe(one.Envelope, one.MediaType))
	}
	return fn(listed)
}

func (s shelf) describe(envelope []byte, mediaType string) ocispec.Descriptor {
	sum := digest.NewDigestFromBytes(digest.SHA256, sum256(envelope))
	return ocispec.Descriptor{MediaType: mediaType, Digest: sum, Size: int64(len(envelope))}
}

func sum256(bytes []byte) []byte {
	sum := sha256.Sum256(bytes)
	return sum[:]
}

func (s shelf) FetchSignatureBlob(_ context.Context, asked ocispec.Descriptor) ([]byte, ocispec.Descriptor, error) {
	for _, one := range s.Signatures {
		if described := s.describe(one.Envelope, one.MediaType); described.Digest == asked.Digest {
			return one.Envelope, described, nil
		}
	}
	return nil, ocispec.Descriptor{}, errors.New("not found")
}

func (s shelf) PushSignature(context.Context, string, []byte, ocispec.Descriptor, map[string]string) (ocispec.Descriptor, ocispec.Descriptor, error) {
	return ocispec.Descriptor{}, ocispec.Descriptor{}, errors.New("nothing is pushed here")
}
