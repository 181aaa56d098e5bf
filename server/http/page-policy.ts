import { createHash } from 'node:crypto';

/** Of a page to print, which needs nothing else: its own style alone, by its hash, no script, and nothing from anywhere. */
export const pagePolicy = (style: string): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
