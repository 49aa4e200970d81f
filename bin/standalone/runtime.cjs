// The executable that bare-build puts the apps into, where there is a newer one than its own.
'use strict'

exports.prebuilds = { 'linux-x64': () => require('bare-build-linux-x64') }
