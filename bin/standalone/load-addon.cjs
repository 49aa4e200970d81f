// Loads the addons of a standalone executable, which are in it as plain bytes: the system loads code from files only.
// bare-build's own way trusts what it finds under a name that anybody can know, in a folder that everybody can write to.
// Here, each is written into a new folder that nobody else can write to, loaded, and removed at once.
'use strict'

const files = require('./builtin-files.cjs')
const { id } = require('./builtins.json')

const OWNER_ONLY = 0o700
const OTHERS_WRITE = 0o022
const STICKY = 0o1000
const isWindows = Bare.platform === 'win32'
const separator = isWindows ? '\\' : '/'

/** The folders to try, the usual one first: some systems let no code be loaded from theirs. */
let places = []

/** `bytes`: what is in its file. Throws an error in words for people when no folder will do. */
module.exports = function loadAddon(name, bytes) {
  if (places.length === 0) places = possiblePlaces()
  const reasons = []
  for (const place of places) {
    try {
      const addon = isWindows ? loadKept(place, name, bytes) : loadOnce(place, name, bytes)
      // Where one could be loaded, all can.
      places = [place]
      return addon
    } catch (error) {
      reasons.push(`${place}: ${error.message}`)
    }
  }
  throw new Error(
    'a part of this program has to be unpacked into a folder that code may be loaded from, and there is none. Set ' +
      `TMPDIR to one of yours, on a disk that is not mounted noexec. Tried ${reasons.join('; ') || 'none'}`
  )
}

function loadOnce(place, name, bytes) {
  const folder = place + separator + newName()
  files.makeFolder(folder, OWNER_ONLY)
  const file = folder + separator + fileName(name)
  try {
    files.writeFile(file, bytes, OWNER_ONLY)
    return load(file)
  } finally {
    ignoreErrors(() => files.removeFile(file))
    files.removeFolder(folder)
  }
}

/** Windows removes nothing that is loaded; what is written there once stays. Its temporary folders are one person's own. */
function loadKept(place, name, bytes) {
  const folder = `${place}${separator}hyperdht-chat-${id}`
  ignoreErrors(() => files.makeFolder(folder, OWNER_ONLY))
  const file = folder + separator + fileName(name)
  if (!isThere(file)) {
    const own = folder + separator + newName()
    files.writeFile(own, bytes, OWNER_ONLY)
    // Another start may just have done it, and have it loaded.
    ignoreErrors(() => files.rename(own, file))
  }
  return load(file)
}

/** Windows would add an extension of its own to a name that has none. */
function fileName(name) {
  return `${name}.bare`
}

function load(file) {
  const path = file
    .split(separator)
    .map(encodeURIComponent)
    .join('/')
    .replace(/^(\w)%3A/, '/$1:')
  return require.addon(`file://${path}`)
}

function newName() {
  return `hyperdht-chat-${files.processId()}-${Math.random().toString(36).slice(2)}`
}

/** Whether nobody else can put another folder in the place of ours. */
function isSafe(place) {
  if (place === null) return false
  try {
    const mode = files.modeOf(place)
    return isWindows || (mode & OTHERS_WRITE) === 0 || (mode & STICKY) !== 0
  } catch {
    return false // it is not there
  }
}

function isThere(file) {
  try {
    return files.modeOf(file) !== 0
  } catch {
    return false
  }
}

function possiblePlaces() {
  const home = files.environment('HOME')
  const others = ['XDG_RUNTIME_DIR', 'XDG_CACHE_HOME'].map((name) => files.environment(name))
  const all = [files.temporaryFolder(), ...others, home && `${home}/.cache`, home]
  return [...new Set(all)].filter(isSafe)
}

function ignoreErrors(action) {
  try {
    action()
  } catch {
    // Another process has done it, or it does not matter.
  }
}
