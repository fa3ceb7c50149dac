import type { Rule } from '../../case/rule.ts'
import { allPowers } from './all-powers.ts'
import { anonymous } from './anonymous.ts'
import { apiWrite } from './api-write.ts'
import { automount } from './automount.ts'
import { clusterAdminBinding } from './cluster-admin-binding.ts'
import { csrApprove } from './csr-approve.ts'
import { defaultSa } from './default-sa.ts'
import { ephemeral } from './ephemeral.ts'
import { escalateBind } from './escalate-bind.ts'
import { eventsDelete } from './events-delete.ts'
import { everyone } from './everyone.ts'
import { gitopsWrite } from './gitops-write.ts'
import { impersonate } from './impersonate.ts'
import { ineffectiveWildcard } from './ineffective-wildcard.ts'
import { masters } from './masters.ts'
import { namespacePatch } from './namespace-patch.ts'
import { nodeWrite } from './node-write.ts'
import { nodesProxy } from './nodes-proxy.ts'
import { podExec } from './pod-exec.ts'
import { portForward } from './port-forward.ts'
import { pvCreate } from './pv-create.ts'
import { rbacWrite } from './rbac-write.ts'
import { sccUse } from './scc-use.ts'
import { secretsRead } from './secrets-read.ts'
import { tokenCreate } from './token-create.ts'
import { webhookConfig } from './webhook-config.ts'
import { widened } from './widened.ts'
import { wildcard } from './wildcard.ts'
import { workloadCreate } from './workload-create.ts'

/** The rules of group `rbac`, in the order of the documentation. */
export const rbacRules: readonly Rule[] = [
  allPowers,
  wildcard,
  ineffectiveWildcard,
  clusterAdminBinding,
  anonymous,
  everyone,
  masters,
  escalateBind,
  impersonate,
  rbacWrite,
  secretsRead,
  podExec,
  portForward,
  ephemeral,
  nodesProxy,
  tokenCreate,
  csrApprove,
  webhookConfig,
  pvCreate,
  workloadCreate,
  namespacePatch,
  apiWrite,
  nodeWrite,
  sccUse,
  gitopsWrite,
  eventsDelete,
  defaultSa,
  automount,
  widened,
]
