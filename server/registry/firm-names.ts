/** What firms are known by, without what doesn't tell them apart. */
import { domainToASCII } from 'node:url';

/** Forms of firms, in the languages in which they are met most. */
const FORMS: ReadonlySet<string> = new Set(
  `ab aktiengesellschaft ag aps as asa bv bvba co company corp corporation cv eood foundation gmbh group holding holdings inc incorporated kft kg kk
  lda limited limitada llc llp lp ltd ltda mbh nv ohg ood oy oyj plc pte pty pvt sa sab sae sarl sas se spa sl srl sro the ug zrt`.split(
    /\s+/,
  ),
);

/** Letters that no decomposition takes apart. */
const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', þ: 'th', ı: 'i' };

/** “The Zenith Bank, Inc.” and “ZENITH-BANK INCORPORATED” are “zenith bank”. A name of nothing but forms stays what it is. */
export function nameKey(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđþı]/g, (letter) => LETTERS[letter] ?? letter)
    .replaceAll('&', ' and ')
    // s.r.l., B.V.: a form in pieces is one word
    .replace(/\b(?:\p{L}\.\s?){2,}/gu, (letters) => `${letters.replace(/[.\s]/g, '')} `)
    .replace(/['’`]/g, '');
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const own = words.filter((word) => !FORMS.has(word));
  return (own.length === 0 ? words : own).join(' ').slice(0, 200);
}

/** “https://www.Zenith.example/contact” and “zenith.example.” are “zenith.example”; undefined where it names no host. */
export function domainKey(domain: string): string | undefined {
  const [host = ''] = domain
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .split(/[/?#:]/);
  const ascii = domainToASCII(host.replace(/\.$/, '').replace(/^www\./, ''));
  return /^(?=.{3,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(ascii) ? ascii : undefined;
}

/** “DE 123.456-789” and “de123456789” are “DE123456789”; undefined where nothing is left. */
export function numberKey(number: string): string | undefined {
  const key = number
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return key === '' ? undefined : key;
}
