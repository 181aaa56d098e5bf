import type { Context } from '../context.ts';
import { format } from '../format.ts';
import type { Completion } from '../model.ts';
import type { Spot } from '../spot.ts';
import { fitWay } from './fit.ts';
import { ways } from './index.ts';
import type { JsonObject } from './model.ts';

/** Where a rule may stand: every way of paying that a partner type of the program can earn, with what it rests on. */
export function completeWays(context: Context, spot: Spot): readonly Completion[] {
  const isRule = spot.whole[0] === 'rules' && spot.whole.length === 2;
  if (!isRule || spot.file.text.charAt(spot.span.start) === '"') return [];
  const document = context.knowledge().program?.document;
  const indent = indentAt(spot);
  return ways.flatMap((way, index) => {
    const fitted = fitWay(way, document, context.files);
    if (fitted === undefined) return [];
    const text = fitted.rules.map((rule) => layOut(rule, indent)).join(`,\n${indent}`);
    return [
      {
        label: way.label,
        kind: 'snippet' as const,
        detail: `way of paying · ${way.partnerType}`,
        documentation: `${way.about}\n\n\`\`\`json\n${text}\n\`\`\``,
        insert: text,
        span: spot.span,
        filter: `${way.id} ${way.label}`,
        rank: index,
        beside: fitted.beside,
      },
    ];
  });
}

function indentAt({ file, span }: Spot): string {
  const line = file.text.slice(file.text.lastIndexOf('\n', span.start - 1) + 1, span.start);
  return /^\s*/.exec(line)?.[0] || '  ';
}

/** As rules/northwind has its rules: what it decides on a few lines, conditions and event below. */
export function layOut(rule: JsonObject, indent: string): string {
  const { name, description, conditions, event, ...envelope } = rule;
  const inside = `${indent}  `;
  const one = (value: unknown): string => format(JSON.stringify(value))?.trimEnd().replaceAll('\n', `\n${inside}`) ?? '';
  const said = Object.entries(envelope).map(([key, value]) => `${JSON.stringify(key)}: ${one(value)}`);
  const lines = [
    `"name": ${JSON.stringify(name)}, "description": ${JSON.stringify(description)}`,
    said.join(', '),
    `"conditions": ${one(conditions)}`,
    `"event": ${one(event)}`,
  ];
  return `{\n${inside}${lines.join(`,\n${inside}`)}\n${indent}}`;
}
