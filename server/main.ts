#!/usr/bin/env node
import { run } from './cli/command.ts';
import type { Output } from './cli/output.ts';

const output: Output = {
  out: (text) => {
    process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
};

// Whoever reads along may stop reading: `dealwright … | head`.
process.stdout.on('error', (error: Error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), output);
