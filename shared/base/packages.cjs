// All CommonJS packages the apps need to start, imported through this one file. Node parses the whole source of
// each CommonJS package that an ES module imports, to find its export names, and of every package it re-exports:
// half of the start-up time beyond HyperDHT's own, as measured. Packages required here are only loaded.
'use strict'

// Not an object literal: Node would parse the packages named in it.
module.exports = Object.assign(
  {},
  {
    b4a: require('b4a'),
    crypto: require('hypercore-crypto'),
    encoding: require('compact-encoding'),
    HyperDHT: require('hyperdht'),
    locks: require('fs-native-extensions'),
    // Not public: dial.ts explains why it is needed. HyperDHT has already loaded it.
    NoiseWrap: require('hyperdht/lib/noise-wrap'),
    Protomux: require('protomux'),
    ReadyResource: require('ready-resource'),
    sodium: require('sodium-universal'),
    z32: require('z32'),
    // Here too because each runtime has its own syntax to import JSON.
    VERSION: require('../../package.json').version
  }
)
