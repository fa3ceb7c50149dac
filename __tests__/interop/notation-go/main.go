// Signs and verifies with notation-go, for tests that compare verdicts.
// Build: go mod tidy && go build -o /tmp/notation-go-counterpart .
//
//	counterpart sign   < {"mediaType","digest","size"}   > [{"name","mediaType","envelope","root"}]
//	counterpart verify < [{"mediaType","envelope","target","roots","identities","signingAuthorities","timestampAuthorities","level"}]   > [{"accepted","why"}]
//	counterpart judge  < [{"policy","stores","reference","target","signatures":[{"mediaType","envelope"}]}]   > [{"accepted","why"}]
//
// Envelopes are base64, certificates PEM. Every key and certificate is made anew by each `sign`.
package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"log"
	"math/big"
	"os"
	"time"

	"github.com/notaryproject/notation-core-go/signature"
	_ "github.com/notaryproject/notation-core-go/signature/cose"
	_ "github.com/notaryproject/notation-core-go/signature/jws"
	"github.com/notaryproject/notation-go"
	"github.com/notaryproject/notation-go/signer"
	"github.com/notaryproject/notation-go/verifier"
	"github.com/notaryproject/notation-go/verifier/trustpolicy"
	"github.com/notaryproject/notation-go/verifier/truststore"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

var formats = map[string]string{"jws": "application/jose+json", "cose": "application/cose"}

type signed struct {
	Name      string `json:"name"`
	MediaType string `json:"mediaType"`
	Envelope  []byte `json:"envelope"`
	Root      string `json:"root"`
}

type question struct {
	MediaType            string             `json:"mediaType"`
	Envelope             []byte             `json:"envelope"`
	Target               ocispec.Descriptor `json:"target"`
	Roots                []string           `json:"roots"`
	Identities           []string           `json:"identities"`
	SigningAuthorities   []string           `json:"signingAuthorities"`
	TimestampAuthorities []string           `json:"timestampAuthorities"`
	Level                string             `json:"level"`
}

type answer struct {
	Accepted bool   `json:"accepted"`
	Why      string `json:"why"`
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("one of sign, verify and judge")
	}
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	switch os.Args[1] {
	case "sign":
		var target ocispec.Descriptor
		must(in.Decode(&target))
		must(out.Encode(signAll(target)))
	case "verify":
		var questions []question
		must(in.Decode(&questions))
		answers := make([]answer, 0, len(questions))
		for _, one := range questions {
			answers = append(answers, answerOf(verify(one)))
		}
		must(out.Encode(answers))
	case "judge":
		var trials []trial
		must(in.Decode(&trials))
		answers := make([]answer, 0, len(trials))
		for _, one := range trials {
			answers = append(answers, answerOf(judge(one)))
		}
		must(out.Encode(answers))
	default:
		log.Fatal("one of sign, verify and judge")
	}
}

func answerOf(err error) answer {
	if err != nil {
		return answer{Why: err.Error()}
	}
	return answer{Accepted: true}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// One envelope of each format for each kind of key, one more that expires late, and one that has expired.
func signAll(target ocispec.Descriptor) []signed {
	var all []signed
	for _, kind := range []string{"p256", "p384", "p521", "rsa2048", "rsa3072", "rsa4096"} {
		key, chain := issue(kind)
		root := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: chain[len(chain)-1].Raw}))
		for _, format := range []string{"jws", "cose"} {
			all = append(all, signed{kind, formats[format], sign(key, chain, target, format, 0), root})
			if kind == "p256" {
				all = append(all, signed{kind + ", expires", formats[format], sign(key, chain, target, format, 90*365*24*time.Hour), root})
				all = append(all, signed{kind + ", expired", formats[format], signExpired(key, chain, target, format), root})
			}
		}
	}
	return all
}

func sign(key crypto.PrivateKey, chain []*x509.Certificate, target ocispec.Descriptor, format string, life time.Duration) []byte {
	local, err := signer.NewGenericSigner(key, chain)
	must(err)
	options := notation.SignerSignOptions{SignatureMediaType: formats[format], ExpiryDuration: life}
	envelope, _, err := local.Sign(context.Background(), target, options)
	must(err)
	return envelope
}

// The signer of notation-go knows no past: what has expired is made with the library below it.
func signExpired(key crypto.PrivateKey, chain []*x509.Certificate, target ocispec.Descriptor, format string) []byte {
	local, err := signature.NewLocalSigner(chain, key)
	must(err)
	payload, err := json.Marshal(map[string]ocispec.Descriptor{"targetArtifact": target})
	must(err)
	envelope, err := signature.NewEnvelope(formats[format])
	must(err)
	at := chain[0].NotBefore.Add(time.Hour)
	bytes, err := envelope.Sign(&signature.SignRequest{
		Payload:       signature.Payload{ContentType: "application/vnd.cncf.notary.payload.v1+json", Content: payload},
		Signer:        local,
		SigningTime:   at,
		Expiry:        at.Add(time.Hour),
		SigningScheme: signature.SigningSchemeX509,
		SigningAgent:  "notation-core-go/1.3.0",
	})
	must(err)
	return bytes
}

// A chain of three of which the signer has the kind of key asked for; the authorities have RSA keys above RSA, else P-256.
func issue(kind string) (crypto.PrivateKey, []*x509.Certificate) {
	above := "p256"
	if kind[0] == 'r' {
		above = "rsa2048"
	}
	rootKey, middleKey, leafKey := newKey(above), newKey(above), newKey(kind)
	root := certificate("root", rootKey, nil, rootKey)
	middle := certificate("signing", middleKey, root, rootKey)
	leaf := certificate("release", leafKey, middle, middleKey)
	return leafKey, []*x509.Certificate{leaf, middle, root}
}

func newKey(kind string) crypto.Signer {
	curves := map[string]elliptic.Curve{"p256": elliptic.P256(), "p384": elliptic.P384(), "p521": elliptic.P521()}
	bits := map[string]int{"rsa2048": 2048, "rsa3072": 3072, "rsa4096": 4096}
	if curve, ok := curves[kind]; ok {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		must(err)
		return key
	}
	key, err := rsa.GenerateKey(rand.Reader, bits[kind])
	must(err)
	return key
}

func certificate(name string, key crypto.Signer, issuer *x509.Certificate, issuerKey crypto.Signer) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	must(err)
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{Country: []string{"US"}, Province: []string{"WA"}, Organization: []string{"acme"}, CommonName: name},
		NotBefore:    time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2126, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage:     x509.KeyUsageCertSign,
	}
	if name == "release" {
		template.KeyUsage = x509.KeyUsageDigitalSignature
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}
	} else {
		template.BasicConstraintsValid, template.IsCA = true, true
	}
	if issuer == nil {
		issuer = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer, key.Public(), issuerKey)
	must(err)
	made, err := x509.ParseCertificate(der)
	must(err)
	return made
}

// A trust store that holds what a question trusts.
type store map[truststore.Type][]*x509.Certificate

func (s store) GetCertificates(_ context.Context, kind truststore.Type, _ string) ([]*x509.Certificate, error) {
	return s[kind], nil
}

func verify(one question) error {
	held := store{}
	var stores []string
	given := map[truststore.Type][]string{
		truststore.TypeCA:               one.Roots,
		truststore.TypeSigningAuthority: one.SigningAuthorities,
		truststore.TypeTSA:              one.TimestampAuthorities,
	}
	for kind, texts := range given {
		if len(texts) > 0 {
			stores = append(stores, string(kind)+":acme")
		}
		for _, text := range texts {
			block, _ := pem.Decode([]byte(text))
			if block == nil {
				return errors.New("no PEM")
			}
			parsed, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return err
			}
			held[kind] = append(held[kind], parsed)
		}
	}
	policy := &trustpolicy.Document{Version: "1.0", TrustPolicies: []trustpolicy.TrustPolicy{{
		Name:                  "acme",
		RegistryScopes:        []string{"*"},
		SignatureVerification: trustpolicy.SignatureVerification{VerificationLevel: one.Level},
		TrustStores:           stores,
		TrustedIdentities:     one.Identities,
	}}}
	judge, err := verifier.New(policy, held, nil)
	if err != nil {
		return err
	}
	_, err = judge.Verify(context.Background(), one.Target, one.Envelope, notation.VerifierVerifyOptions{
		ArtifactReference:  "registry.test/app@" + one.Target.Digest.String(),
		SignatureMediaType: one.MediaType,
	})
	return err
}
