/**
 * Public keys (PEM) for names that only the cluster can resolve, given by the policy: `secret name`, a KMS name such as
 * `awskms://…`, `k8s://namespace/secret`, or the path of a key file on a node. Without an entry, a demand that needs the
 * key stays open.
 */
export type KeyFiles = ReadonlyMap<string, string>
