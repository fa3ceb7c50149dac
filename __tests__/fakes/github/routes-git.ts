import type { Exchange, Reply, Route } from './exchange.ts'
import { notFound, ok, refuse } from './exchange.ts'
import { historyOf, listTree, mergeBaseOf } from './objects.ts'
import { commitShape, gitCommitShape } from './shapes.ts'

const READ = [{ scope: 'contents', access: 'read' }] as const
const REPO = '/repos/{owner}/{repo}'

/** Reading the git database: repository, branches, refs, commits, trees, blobs and comparisons. */
export const gitRoutes: readonly Route[] = [
  { method: 'GET', template: REPO, permitted: [], handle: showRepository },
  { method: 'GET', template: `${REPO}/branches/{branch}`, permitted: READ, handle: showBranch },
  { method: 'GET', template: `${REPO}/git/ref/{ref}`, permitted: READ, handle: showRef },
  { method: 'GET', template: `${REPO}/git/commits/{commit_sha}`, permitted: READ, handle: showCommit },
  { method: 'GET', template: `${REPO}/git/trees/{tree_sha}`, permitted: READ, handle: showTree },
  { method: 'GET', template: `${REPO}/git/blobs/{file_sha}`, permitted: READ, handle: showBlob },
  { method: 'GET', template: `${REPO}/compare/{basehead}`, permitted: READ, handle: compare },
]

function showRepository({ url, repository }: Exchange): Reply {
  const [owner, name] = repository.fullName.split('/')
  return ok({
    id: 1,
    name,
    full_name: repository.fullName,
    private: repository.isPrivate,
    owner: { login: owner },
    default_branch: repository.defaultBranch,
    url,
  })
}

function showBranch({ url, repository, params }: Exchange): Reply {
  const branch = params.branch ?? ''
  const tip = repository.branches.get(branch)
  if (tip === undefined) return refuse(404, 'Branch not found')
  return ok({ name: branch, commit: commitShape(url, repository, tip), protected: repository.protectedBranches.has(branch) })
}

function showRef({ url, repository, params }: Exchange): Reply {
  const ref = params.ref ?? ''
  const pull = /^pull\/(\d+)\/(head|merge)$/.exec(ref)
  const asked = repository.pulls.get(Number(pull?.[1]))
  const commit =
    pull === null ? repository.branches.get(ref.replace(/^heads\//, '')) : pull[2] === 'merge' ? asked?.merge : asked?.head
  if (commit === undefined) return notFound()
  const api = `${url}/repos/${repository.fullName}/git`
  return ok({
    ref: `refs/${ref}`,
    node_id: 'R_1',
    url: `${api}/refs/${ref}`,
    object: { type: 'commit', sha: commit, url: `${api}/commits/${commit}` },
  })
}

function showCommit({ url, repository, params }: Exchange): Reply {
  const id = params.commit_sha ?? ''
  return repository.store.commits.has(id) ? ok(gitCommitShape(url, repository, id)) : notFound()
}

function showTree({ url, repository, params, query, caps }: Exchange): Reply {
  const asked = params.tree_sha ?? ''
  const { store } = repository
  const tree = store.commits.get(asked)?.tree ?? asked
  const items = store.trees.get(tree)
  if (items === undefined) return notFound()
  const all = query.has('recursive')
    ? listTree(store, tree)
    : items.map((item) => ({ path: item.name, mode: item.mode, id: item.id }))
  const api = `${url}/repos/${repository.fullName}/git`
  const entries = all.slice(0, caps.treeEntries).map((entry) => {
    const type = entry.mode === '40000' ? 'tree' : entry.mode === '160000' ? 'commit' : 'blob'
    const size = type === 'blob' ? { size: store.blobs.get(entry.id)?.byteLength ?? 0 } : {}
    return {
      path: entry.path,
      mode: entry.mode.padStart(6, '0'),
      type,
      sha: entry.id,
      ...size,
      url: `${api}/${type}s/${entry.id}`,
    }
  })
  return ok({ sha: tree, url: `${api}/trees/${tree}`, tree: entries, truncated: all.length > caps.treeEntries })
}

function showBlob({ url, repository, params, accept }: Exchange): Reply {
  const id = params.file_sha ?? ''
  const bytes = repository.store.blobs.get(id)
  if (bytes === undefined) return notFound()
  if (accept.includes('raw')) return { status: 200, bytes, headers: { 'content-type': 'application/octet-stream' } }
  const content = Buffer.from(bytes).toString('base64')
  const link = `${url}/repos/${repository.fullName}/git/blobs/${id}`
  return ok({ sha: id, node_id: `B_${id}`, size: bytes.byteLength, url: link, content, encoding: 'base64' })
}

/** Commits are paged; files are on the first page only and left out here: nothing may depend on that list. */
function compare({ url, repository, params, query }: Exchange): Reply {
  const [base, head] = (params.basehead ?? '').split('...')
  const { store } = repository
  if (base === undefined || head === undefined || !store.commits.has(base) || !store.commits.has(head)) return notFound()
  const merge = mergeBaseOf(store, base, head)
  if (merge === undefined) return refuse(404, `No common ancestor between ${base} and ${head}.`)
  const known = new Set(historyOf(store, base))
  const ahead = historyOf(store, head).filter((commit) => !known.has(commit))
  const size = Number(query.get('per_page') ?? 250)
  const from = (Number(query.get('page') ?? 1) - 1) * size
  const link = `${url}/repos/${repository.fullName}/compare/${base}...${head}`
  return ok({
    url: link,
    html_url: link,
    permalink_url: link,
    diff_url: link,
    patch_url: link,
    base_commit: commitShape(url, repository, base),
    merge_base_commit: commitShape(url, repository, merge),
    status: ahead.length === 0 ? 'identical' : 'ahead',
    ahead_by: ahead.length,
    behind_by: 0,
    total_commits: ahead.length,
    commits: ahead.slice(from, from + size).map((commit) => commitShape(url, repository, commit)),
  })
}
