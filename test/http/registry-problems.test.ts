import { describe, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { type RegistryServed, reseller, serveRegistry } from './registry-support.ts';
import { problemOf, type RegistryProblem } from './support.ts';

const NEVER = '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7b4';
const NAMES = [NEVER, 'nosuch', '__proto__', "' or 1=1", '%00', '../secrets'].map(encodeURIComponent);

/** One for each code, so that the table can't grow without one. */
const provoked: Record<RegistryProblem, (served: RegistryServed) => Promise<void>> = {
  'unknown-partner': async ({ ada, olga, crm }) => {
    for (const id of NAMES) {
      problemOf(await ada.ask(`GET /v1/partners/${id}`), 'unknown-partner');
      problemOf(await ada.ask(`GET /v1/programs/small/attainment?partner=${id}&partnerType=reseller`), 'unknown-partner');
    }
    problemOf(await olga.ask('PUT /v1/partners/nosuch', { name: 'A' }, { 'if-match': '"1"' }), 'unknown-partner');
    await crm.ask('PUT /v1/partners/acme', reseller('Acme'));
    problemOf(await ada.ask('POST /v1/programs/small/gates', { partner: 'acme', partnerType: 'isv' }), 'unknown-partner');
  },
  'unknown-customer': async ({ ada, olga }) => {
    for (const id of NAMES) problemOf(await ada.ask(`GET /v1/customers/${id}`), 'unknown-customer');
    problemOf(await ada.ask('GET /v1/customers/nosuch'), 'unknown-customer');
    problemOf(await olga.ask('PUT /v1/customers/nosuch', { name: 'A' }, { 'if-match': '"1"' }), 'unknown-customer');
  },
  'unknown-case': async ({ ada, partner }) => {
    const acme = await partner('acme');
    for (const id of NAMES) {
      for (const asker of [ada, acme]) {
        problemOf(await asker.ask(`GET /v1/cases/${id}`), 'unknown-case');
        problemOf(await asker.ask(`POST /v1/cases/${id}/decisions`, { decision: 'withdraw' }), 'unknown-case');
      }
      problemOf(await ada.ask(`PUT /v1/cases/${id}/assignment`, { person: null }), 'unknown-case');
    }
    for (const after of ['x', '2026-02-31_x', `9999-99-99_${NEVER}`])
      problemOf(await ada.ask(`GET /v1/cases?waiting=true&after=${after}`), 'unknown-case');
  },
};

describe.each(databases)('kept in $name:', (database) => {
  test.each(Object.entries(provoked))('%s', async (_code, provoke) => provoke(await serveRegistry(database)));
});
