import { type CliCommand } from './command.ts'
export const parseCommand: CliCommand = { name: 'parse', summary: '', help: '', run: async () => 1 }
