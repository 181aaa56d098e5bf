import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { isLoopback } from '../access/loopback.ts';
import { StoreError } from '../store/errors.ts';
import { WEBHOOK_LIMITS } from '../store/webhooks/webhooks.ts';

/*
 * Where events may go. Somebody who may name an address makes the server ask it; so it is a public one, or one of a
 * network that whoever runs the server has allowed, and what a name leads to is looked at for each attempt.
 */

export interface Reach {
  /** The server is on a machine of somebody's own: what listens there beside it may be told, without TLS too. */
  readonly loopback: boolean;
  /** Networks that are not public, and allowed all the same. */
  readonly allowed: BlockList;
}

/** The address as it is kept. Throws StoreError where events may not go there. */
export function checkUrl(text: string, reach: Reach): string {
  const fault = (message: string): StoreError => new StoreError('refused', `${JSON.stringify(text.slice(0, 200))}: ${message}.`);
  if (text.length > WEBHOOK_LIMITS.urlLength || !URL.canParse(text))
    throw fault(`an address of at most ${WEBHOOK_LIMITS.urlLength} characters is expected, such as https://example.com/events`);
  const url = new URL(text);
  if (url.href.length > WEBHOOK_LIMITS.urlLength) throw fault(`as it is sent it has more than ${WEBHOOK_LIMITS.urlLength} characters`);
  const isPlain = url.protocol === 'http:' && isLoopback(url.hostname) && reach.loopback;
  if (url.protocol !== 'https:' && !isPlain)
    throw fault(
      'an address that begins with https:// is expected (http:// on this machine only, and of a server that listens there alone)',
    );
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw fault('an address without user, password and fragment is expected; events are signed instead');
  const host = hostOf(url);
  if ((isIP(host) !== 0 || isLoopback(host)) && !isAllowed(host === 'localhost' ? '127.0.0.1' : host, reach)) throw fault(NOT_PUBLIC);
  return url.href;
}

const NOT_PUBLIC =
  'this is no public address, and events don’t go there; DEALWRIGHT_WEBHOOK_NETWORKS says which others the server may reach';

export interface Reached {
  readonly address: string;
  readonly family: 4 | 6;
}

/** What the host of an address stands for now, of that what may be reached. Throws an Error where there is nothing. */
export async function resolve(url: URL, reach: Reach): Promise<readonly Reached[]> {
  const host = hostOf(url);
  const found = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];
  const isPlain = url.protocol === 'http:';
  const reached = found
    .filter(({ address }) => isAllowed(address, reach) && (!isPlain || isLoopback(address)))
    .map(({ address, family }) => ({ address, family: family === 6 ? (6 as const) : (4 as const) }));
  if (reached.length === 0) throw new Error(`${host} is ${found.map(({ address }) => address).join(', ') || 'nowhere'}: ${NOT_PUBLIC}`);
  return reached;
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

function isAllowed(address: string, { loopback, allowed }: Reach): boolean {
  if (loopback && isLoopback(address)) return true;
  const version = isIP(address);
  // one that holds on a link of this machine alone is none of theirs
  if (version === 0 || address.includes('%')) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  return isPublic(address, family) || allowed.check(address, family);
}

const isPublic = (address: string, family: 'ipv4' | 'ipv6'): boolean =>
  !NOT_GLOBAL.check(address, family) && (family === 'ipv4' || UNICAST.check(address, family));

/** What is no unicast address of the whole net stands for something else: this machine, a link, an address in an older form. */
const UNICAST = networks('2000::/3');

/** The registries of addresses for special purposes (RFC 6890), as far as they are not globally reachable, and multicast. */
const NOT_GLOBAL = networks(
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24',
  '192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3',
  '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20',
);

function networks(...lists: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of lists.join(' ').split(' ')) addNetwork(list, network);
  return list;
}

/** false: that is no network, as address and length of its prefix. */
export function addNetwork(list: BlockList, text: string): boolean {
  const [, address = '', bits = ''] = /^([0-9a-fA-F.:]{2,45})\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) return false;
  list.addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6');
  return true;
}
