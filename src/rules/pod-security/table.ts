import type { Rule } from '../../case/rule.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { allowPrivilegeEscalation, allowPrivilegeEscalationCheck } from './allow-privilege-escalation.ts'
import { appArmorProfile, appArmorProfileCheck } from './app-armor-profile.ts'
import { capabilitiesBaseline, capabilitiesBaselineCheck } from './capabilities-baseline.ts'
import { capabilitiesRestricted, capabilitiesRestrictedCheck } from './capabilities-restricted.ts'
import { hostNamespaces, hostNamespacesCheck } from './host-namespaces.ts'
import { hostPathVolumes, hostPathVolumesCheck } from './host-path-volumes.ts'
import { hostPorts, hostPortsCheck } from './host-ports.ts'
import { hostProbesAndHostLifecycle, hostProbesAndHostLifecycleCheck } from './host-probes-and-host-lifecycle.ts'
import { notJudged } from './not-judged.ts'
import { privileged, privilegedCheck } from './privileged.ts'
import { procMount, procMountCheck } from './proc-mount.ts'
import { procMountRestricted, procMountRestrictedCheck } from './proc-mount-restricted.ts'
import { restrictedVolumes, restrictedVolumesCheck } from './restricted-volumes.ts'
import { runAsNonRoot, runAsNonRootCheck } from './run-as-non-root.ts'
import { runAsUser, runAsUserCheck } from './run-as-user.ts'
import { seLinuxOptions, seLinuxOptionsCheck } from './se-linux-options.ts'
import { seccompProfileBaseline, seccompProfileBaselineCheck } from './seccomp-profile-baseline.ts'
import { seccompProfileRestricted, seccompProfileRestrictedCheck } from './seccomp-profile-restricted.ts'
import { sysctls, sysctlsCheck } from './sysctls.ts'
import { windowsHostProcess, windowsHostProcessCheck } from './windows-host-process.ts'

/** The nineteen checks of the Pod Security Standards, in upstream's order. */
export const podSecurityChecks: readonly PodCheck[] = [
  privilegedCheck,
  hostNamespacesCheck,
  hostPathVolumesCheck,
  hostPortsCheck,
  hostProbesAndHostLifecycleCheck,
  appArmorProfileCheck,
  capabilitiesBaselineCheck,
  procMountCheck,
  seLinuxOptionsCheck,
  seccompProfileBaselineCheck,
  sysctlsCheck,
  windowsHostProcessCheck,
  restrictedVolumesCheck,
  allowPrivilegeEscalationCheck,
  runAsNonRootCheck,
  runAsUserCheck,
  seccompProfileRestrictedCheck,
  capabilitiesRestrictedCheck,
  procMountRestrictedCheck,
]

/** One rule for each check, and one for what cannot be checked. */
export const podSecurityRules: readonly Rule[] = [
  privileged,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  appArmorProfile,
  capabilitiesBaseline,
  procMount,
  seLinuxOptions,
  seccompProfileBaseline,
  sysctls,
  windowsHostProcess,
  restrictedVolumes,
  allowPrivilegeEscalation,
  runAsNonRoot,
  runAsUser,
  seccompProfileRestricted,
  capabilitiesRestricted,
  procMountRestricted,
  notJudged,
]
