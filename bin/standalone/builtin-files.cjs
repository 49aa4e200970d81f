// File functions of the addon built into a standalone executable: the packages' own need addons that are not loaded
// yet. These are the functions bare-fs itself calls, the same in all versions that executables are built with.
'use strict'

const builtins = require('./builtins.json')
const fs = require.addon(builtins['bare-fs'])
const os = require.addon(builtins['bare-os'])

const request = fs.requestInit({}, () => {})
const call = (name, ...args) => {
  fs.requestReset(request)
  return fs[name](request, ...args)
}

exports.environment = (name) => os.getEnv(name) || null

exports.temporaryFolder = () => os.tmpdir()

exports.processId = () => os.pid()

/** Fails if the name is taken, even by a symbolic link. */
exports.makeFolder = (folder, mode) => call('mkdirSync', folder, mode)

/** Creates a new file: fails like makeFolder. */
exports.writeFile = (file, bytes, mode) => {
  const descriptor = call('openSync', file, fs.O_WRONLY | fs.O_CREAT | fs.O_EXCL, mode)
  try {
    for (let done = 0; done < bytes.byteLength;) {
      done += call('writeSync', descriptor, bytes, done, bytes.byteLength - done, -1)
    }
  } finally {
    call('closeSync', descriptor)
  }
}

exports.modeOf = (file) => {
  call('statSync', file)
  return fs.requestResultStat(request)[1]
}

exports.rename = (from, to) => call('renameSync', from, to)

exports.removeFile = (file) => call('unlinkSync', file)

exports.removeFolder = (folder) => call('rmdirSync', folder)
