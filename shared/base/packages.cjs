// Every CommonJS package the apps need to start, through one door. Node reads the whole source of each
// CommonJS package that an ES module imports, for the names it exports, and of every package that one
// passes on: measured, half of the apps' start beyond HyperDHT's own. From here, they are just loaded.
'use strict'

// Not a plain object: Node would read on through it.
module.exports = Object.assign(
  {},
  {
    b4a: require('b4a'),
    crypto: require('hypercore-crypto'),
    encoding: require('compact-encoding'),
    HyperDHT: require('hyperdht'),
    locks: require('fs-native-extensions'),
    // Not public: dial.ts has the reason to touch it. HyperDHT has loaded it already.
    NoiseWrap: require('hyperdht/lib/noise-wrap'),
    Protomux: require('protomux'),
    ReadyResource: require('ready-resource'),
    sodium: require('sodium-universal'),
    z32: require('z32'),
    // The same door: an import of JSON is written differently for each runtime.
    VERSION: require('../../package.json').version
  }
)
