// Imported before anything else: what the other rooms do while they are loaded may need what an older Node does not have.

// The process starts failed and stays so unless a whole run says otherwise.
process.exitCode = 70

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(`preadmit: this is Node ${process.versions.node}; it needs Node 24.15 or newer\n`)
  process.exit(2)
}
