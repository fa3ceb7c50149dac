// Serves go-containerregistry's in-memory registry, which has the referrers API, at the address given.
// Build: go mod tidy && go build -o /tmp/ggcr-registry .
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	log.Fatal(http.ListenAndServe(os.Args[1], registry.New(registry.WithReferrersSupport(true))))
}
