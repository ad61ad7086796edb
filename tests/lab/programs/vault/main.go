// Command vault serves a real Vault 1.14 core, whose API OpenBao shares, with file storage on loopback.
//
// -seal shamir needs unsealing by hand after each start; -seal static unseals itself from a 32-byte key file,
// as OpenBao's static seal does (recovery shares at init, sealed=false after a restart).
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"net/http"
	"os"

	hclog "github.com/hashicorp/go-hclog"
	aead "github.com/hashicorp/go-kms-wrapping/wrappers/aead/v2"
	kubernetesauth "github.com/hashicorp/vault-plugin-auth-kubernetes"
	kv "github.com/hashicorp/vault-plugin-secrets-kv"
	vaulthttp "github.com/hashicorp/vault/http"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/sdk/physical/file"
	"github.com/hashicorp/vault/vault"
	"github.com/hashicorp/vault/vault/seal"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8200", "address to serve on")
	data := flag.String("data", "vault-data", "storage directory")
	kind := flag.String("seal", "shamir", "shamir or static")
	key := flag.String("key", "", "key file of 32 bytes, for -seal static")
	flag.Parse()

	logger := hclog.New(&hclog.LoggerOptions{Level: hclog.Info})
	storage, err := file.NewFileBackend(map[string]string{"path": *data}, logger)
	check(err)
	config := &vault.CoreConfig{
		Physical:           storage,
		Logger:             logger,
		DisableMlock:       true,
		BuiltinRegistry:    builtins{},
		LogicalBackends:    map[string]logical.Factory{"kv": kv.Factory},
		CredentialBackends: map[string]logical.Factory{"kubernetes": kubernetesAuth},
	}
	if *kind == "static" {
		bytes, err := os.ReadFile(*key)
		check(err)
		wrapper := aead.NewWrapper()
		check(wrapper.SetAesGcmKeyBytes(bytes))
		config.Seal, err = vault.NewAutoSeal(seal.NewAccess(wrapper))
		check(err)
	}
	core, err := vault.NewCore(config)
	check(err)
	if *kind == "static" {
		if err := core.UnsealWithStoredKeys(context.Background()); err != nil {
			log.Printf("not unsealed yet: %v", err)
		}
	}
	listener, err := net.Listen("tcp", *listen)
	check(err)
	check(http.Serve(listener, vaulthttp.Handler.Handler(&vault.HandlerProperties{Core: core})))
}

// podless is Kubernetes auth for a process that runs in no pod, and so finds no token and CA of its own on disk.
type podless struct{ logical.Backend }

func (b podless) HandleRequest(ctx context.Context, request *logical.Request) (*logical.Response, error) {
	if request.Path == "config" && (request.Operation == logical.CreateOperation || request.Operation == logical.UpdateOperation) {
		request.Data["disable_local_ca_jwt"] = true
		request.Data["kubernetes_ca_cert"] = "of no cluster"
	}
	return b.Backend.HandleRequest(ctx, request)
}

func kubernetesAuth(ctx context.Context, config *logical.BackendConfig) (logical.Backend, error) {
	backend, err := kubernetesauth.Factory(ctx, config)
	return podless{backend}, err
}

// builtins tells the core which plugins are compiled in.
type builtins struct{}

func (builtins) find(name string, kind consts.PluginType) logical.Factory {
	switch {
	case name == "kv" && kind == consts.PluginTypeSecrets:
		return kv.Factory
	case name == "kubernetes" && kind == consts.PluginTypeCredential:
		return kubernetesAuth
	}
	return nil
}

func (b builtins) Contains(name string, kind consts.PluginType) bool {
	return b.find(name, kind) != nil
}

func (b builtins) Get(name string, kind consts.PluginType) (func() (interface{}, error), bool) {
	factory := b.find(name, kind)
	return func() (interface{}, error) { return factory, nil }, factory != nil
}

func (builtins) Keys(kind consts.PluginType) []string {
	return map[consts.PluginType][]string{consts.PluginTypeSecrets: {"kv"}, consts.PluginTypeCredential: {"kubernetes"}}[kind]
}

func (b builtins) DeprecationStatus(name string, kind consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, b.Contains(name, kind)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
