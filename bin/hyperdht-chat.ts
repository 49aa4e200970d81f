#!/usr/bin/env node
// The combined command of the packages: its first word selects the app.
import { isHelpWanted, printUsage } from './usage.ts'
import { args, takeCommand } from '../shared/app/runtime.ts'

const command = takeCommand(['host', 'join'])
if (command === 'host') void import('../server-app/index.ts')
else if (command === null && isHelpWanted(args)) printUsage(args)
// Anything but a command is a key.
else void import('../client-app/index.ts')
