// The executable for bare-build to embed the apps in, where there is a newer one than its own.
'use strict'

exports.prebuilds = { 'linux-x64': () => require('bare-build-linux-x64') }
