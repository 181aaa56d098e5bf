import type { WorthQuestion } from '../../queries.ts';

/*
 * How partners are supposed to respond, in the address: reseller:0.05,isv:-0.02. Shares as decimal text, by partner type.
 * Anybody can write an address: what it doesn't mean is left out.
 */

export type Response = NonNullable<WorthQuestion['response']>;

const ONE = /^([^:,]{1,80}):(-?(?:0|[1-9]\d?)(?:\.\d{1,6})?)$/;
const MOST = 30;

export function responseOf(text: unknown): Response {
  if (typeof text !== 'string') return [];
  const read = text.split(',', MOST).flatMap((one) => {
    const [, partnerType, change] = ONE.exec(one) ?? [];
    return partnerType === undefined || change === undefined ? [] : [{ partnerType, change }];
  });
  return [...new Map(read.map((one) => [one.partnerType, one])).values()];
}

export const responseText = (response: Response): string | undefined =>
  response.length === 0 ? undefined : response.map(({ partnerType, change }) => `${partnerType}:${change}`).join(',');

/** 5 → "0.05"; a person writes per cent. */
export const shareOf = (percent: number): string => String(Number((percent / 100).toFixed(6)));

export const percentOf = (share: string): number => Number((Number(share) * 100).toFixed(4));
