// All CommonJS packages the apps need to start, imported through this one file. Node parses the whole source of
// each CommonJS package that an ES module imports, to find its export names, and of every package it re-exports:
// half of the start-up time beyond HyperDHT's own, as measured. Packages required here are only loaded.
'use strict'

// Kept: Bare looks for a package anew at each require, which a room full of renames would wait for.
let unhomoglyph = null

// Not an object literal: Node would parse the packages named in it.
module.exports = Object.assign(
  {},
  {
    b4a: require('b4a'),
    crypto: require('hypercore-crypto'),
    encoding: require('compact-encoding'),
    HyperDHT: require('hyperdht'),
    // Not public: punching.ts and handshake.ts say why they are needed. HyperDHT has already loaded them.
    Holepuncher: require('hyperdht/lib/holepuncher'),
    NoiseWrap: require('hyperdht/lib/noise-wrap'),
    // HyperDHT has already loaded it.
    blindRelay: require('blind-relay'),
    Protomux: require('protomux'),
    ReadyResource: require('ready-resource'),
    sodium: require('sodium-universal'),
    z32: require('z32'),
    // Loaded at the first call: a pipe's client locks nothing.
    tryLock: (fd) => require('fs-native-extensions').tryLock(fd),
    // Loaded at the first call: few starts show one.
    qrCode: (text) => require('uqr').encode(text, { border: 2 }),
    // Loaded at the first call: its table is 100 KB, and only a host of a chat needs it.
    unhomoglyph: (text) => (unhomoglyph ??= require('unhomoglyph'))(text),
    // Here too because each runtime has its own syntax to import JSON.
    wordList: () => require('bip39-mnemonic/wordlist/english.json'),
    VERSION: require('../../package.json').version
  }
)
