// Where a standalone executable starts.
'use strict'

try {
  require('./hyperdht-chat.cjs')
} catch (error) {
  console.error(`error: ${error.message}`)
  Bare.exit(1)
}
