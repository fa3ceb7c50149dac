/**
 * How a reader runs Preadmit in a terminal, from the repository that is judged, with a clone of Preadmit beside it. Every report takes
 * the command from here: a name that nobody has published could be taken by anybody.
 */
export const COMMAND = 'node ../preadmit/dist/cli.js'
