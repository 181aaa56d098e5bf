import type { Formats } from '../../ui/formats.ts';

/** A value of a fact by its type: money and rates come as decimal text, days as text. */
export function valueText(value: unknown, type: string, unit: string | undefined, formats: Formats): string {
  if (value === undefined || value === null) return 'nothing yet';
  if (Array.isArray(value)) return value.map((each) => valueText(each, type, unit, formats)).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = String(value);
  switch (type) {
    case 'money':
      return unit !== undefined && /^[A-Z]{3}$/.test(unit) ? formats.money(text, unit) : text;
    case 'rate':
      return formats.rate(text);
    case 'count':
      return typeof value === 'number' ? formats.count(value) : text;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? formats.date(text) : text;
    default:
      return text;
  }
}

/** How far along, 0 to 100, where both are numbers. For a bar alone, so a binary fraction will do. */
export function shareOf(has: unknown, needs: unknown): number | undefined {
  const [all, part] = [Number(needs), has === undefined ? 0 : Number(has)];
  if (typeof needs === 'boolean' || !Number.isFinite(all) || !Number.isFinite(part) || all <= 0) return undefined;
  return Math.max(0, Math.min(100, (100 * part) / all));
}
