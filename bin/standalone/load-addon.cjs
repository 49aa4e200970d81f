// Loads the addons of a standalone executable, which contains them as plain bytes: the system loads code from files
// only. bare-build's own loader trusts any file under a predictable name in a folder that everybody can write to. This
// one writes each addon into a new folder that nobody else can write to, loads it, and removes it at once.
'use strict'

const files = require('./builtin-files.cjs')
const { id } = require('./builtins.json')

const OWNER_ONLY = 0o700
const OTHERS_WRITE = 0o022
const STICKY = 0o1000
const isWindows = Bare.platform === 'win32'
const separator = isWindows ? '\\' : '/'

/** Folders to try, the usual one first: some systems do not allow code to be loaded from theirs. */
let places = []

/** `bytes`: the addon's file. Throws an error with a sentence for the user when no folder works. */
module.exports = function loadAddon(name, bytes) {
  if (places.length === 0) places = possiblePlaces()
  const reasons = []
  for (const place of places) {
    try {
      const addon = isWindows ? loadKept(place, name, bytes) : loadOnce(place, name, bytes)
      // If one addon can be loaded from it, all can.
      places = [place]
      return addon
    } catch (error) {
      reasons.push(`${place}: ${error.message}`)
    }
  }
  throw new Error(
    'a part of this program has to be unpacked into a folder that allows loading code, and there is none. Set ' +
      `TMPDIR to a folder of yours on a disk that is not mounted noexec. Tried ${reasons.join('; ') || 'none'}`
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

/** Windows cannot remove a loaded file, so it is written once and stays. Its temporary folders are private. */
function loadKept(place, name, bytes) {
  const folder = `${place}${separator}hyperdht-chat-${id}`
  ignoreErrors(() => files.makeFolder(folder, OWNER_ONLY))
  const file = folder + separator + fileName(name)
  if (!isThere(file)) {
    const own = folder + separator + newName()
    files.writeFile(own, bytes, OWNER_ONLY)
    // Another process may just have written it, and loaded it.
    ignoreErrors(() => files.rename(own, file))
  }
  return load(file)
}

/** Windows would add an extension to a name without one. */
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

/** Whether nobody else can replace our folder by another. */
function isSafe(place) {
  if (place === null) return false
  try {
    const mode = files.modeOf(place)
    return isWindows || (mode & OTHERS_WRITE) === 0 || (mode & STICKY) !== 0
  } catch {
    return false // does not exist
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
