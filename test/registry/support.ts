import { randomUUID } from 'node:crypto';
import type { ActivityDocument, ProgramDocument } from '../../schemas/types.ts';
import { type CompiledState, createCompiled } from '../../server/engine/compiled/evaluator.ts';
import type { Decision } from '../../server/engine/decisions/model.ts';
import { readActivity, readPartner } from '../../server/engine/facts/intake.ts';
import { isoToDay } from '../../server/engine/facts/render.ts';
import { canonicalJson } from '../../server/engine/program/hash.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import { type Followed, followDecisions } from '../../server/registry/follow.ts';
import type { Transaction } from '../../server/store/database.ts';
import type { Store } from '../../server/store/open-store.ts';
import { always, resellerType, smallProgram } from '../support/small-program.ts';

/** A reseller's registrations: small ones are approved, large ones pass two persons; MDF, co-sell, benefits. */
export const registering = (changes: Partial<ProgramDocument> = {}): ProgramDocument =>
  smallProgram({
    partnerTypes: {
      reseller: resellerType({
        produces: [
          ...(['enrollment', 'registration-submitted', 'registration-approved', 'registration-refused', 'registration-extended'] as const),
          ...(['registration-withdrawn', 'deal-closed', 'mdf-request', 'mdf-claim', 'co-sell-request', 'opportunity-closed'] as const),
          ...(['gate-question', 'certificate-earned', 'profile-changed', 'agreement-signed'] as const),
        ],
        commercialModel: { pricing: 'a', support: 'b', customerSuccess: 'c', renewal: 'd' },
      }),
    },
    parameters: {
      goldRevenue: { type: 'money', value: '1000.00' },
      large: { type: 'money', value: '50000.00' },
      days: { type: 'days', value: 90 },
    },
    measures: {
      revenue: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-year' },
      settled: {
        count: true,
        of: ['agreement-signed'],
        by: ['solution.id'],
        window: 'valid',
        where: {
          all: ['pricing', 'support', 'customerSuccess', 'renewal'].map((part) => ({
            fact: `solution.${part}`,
            operator: 'exists',
            value: true,
          })),
        },
      },
    },
    promises: {
      claimBy: {
        type: 'date',
        by: ['mdf.id'],
        on: ['mdf-request'],
        where: { fact: 'mdf.endsOn', operator: 'exists', value: true },
        formula: 'addDays(mdf.endsOn, 30)',
      },
    },
    protections: { deal: { scope: ['customer.id', 'deal.productLine'], days: 'parameter.days', extensionDays: '30', extensions: 1 } },
    rules: [
      ...smallProgram().rules,
      registrationRule(
        'incomplete',
        { fact: 'registration.complete', operator: 'equal', value: false },
        { outcome: 'return', reason: 'incomplete' },
      ),
      registrationRule(
        'large-deal',
        { fact: 'registration.amount', operator: 'greaterThanInclusive', value: { fact: 'parameter.large' } },
        { outcome: 'review', protection: 'deal', stages: ['channel manager', 'director'] },
      ),
      registrationRule(
        'approved',
        { fact: 'registration.amount', operator: 'exists', value: true },
        { outcome: 'approve', protection: 'deal' },
      ),
      rule(
        'joins',
        'enrollment',
        ['enrollment'],
        { fact: 'applicant.documents', operator: 'contains', value: 'tax-form' },
        { outcome: 'accept' },
      ),
      rule(
        'no-tax-form',
        'enrollment',
        ['enrollment'],
        { not: { fact: 'applicant.documents', operator: 'contains', value: 'tax-form' } },
        { outcome: 'return', reason: 'tax form missing' },
      ),
      rule('portal', 'benefit', ['enrollment'], always.all[0] ?? {}, { benefit: 'support-line', grant: 'the portal' }),
      rule(
        'funds',
        'mdf',
        ['mdf-request'],
        { fact: 'mdf.asked', operator: 'exists', value: true },
        { outcome: 'approve', amount: 'mdf.asked' },
      ),
      rule(
        'paid',
        'mdf',
        ['mdf-claim'],
        { fact: 'mdf.proof', operator: 'contains', value: 'invoice' },
        { outcome: 'approve', amount: 'mdf.cost', incentive: 'mdf' },
        { moves: 'incremental-revenue' },
      ),
      rule(
        'unsettled',
        'routing',
        ['co-sell-request'],
        { not: { fact: 'measure.settled', operator: 'greaterThanInclusive', value: 1 } },
        { outcome: 'return', reason: 'commercial model not settled' },
      ),
      rule(
        'technical',
        'routing',
        ['co-sell-request'],
        { fact: 'coSell.help', operator: 'equal', value: 'technical' },
        { outcome: 'route', to: 'solution-engineering', urgency: 'high' },
      ),
    ],
    ...changes,
  });

type Rule = ProgramDocument['rules'][number];

export const rule = (name: string, decides: string, on: readonly string[], condition: object, params: object, more: object = {}): Rule =>
  ({
    name,
    decides,
    for: ['reseller'],
    on,
    conditions: { all: [condition] },
    event: { type: decides, params },
    ...more,
  }) as unknown as Rule;

const registrationRule = (name: string, condition: object, params: object): Rule =>
  rule(name, 'registration', ['registration-submitted'], condition, params);

/** What deals do at deal time, as far as the registry has to do with it: folds, keeps decisions, has them followed. */
export class Fold {
  readonly timeline;
  readonly evaluator;
  state: CompiledState;
  private step = 0;
  private readonly store: Store;

  constructor(store: Store, document: ProgramDocument, partners: readonly string[]) {
    const loaded = loadProgramDocument(document);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics, null, 1));
    this.store = store;
    this.timeline = { id: loaded.program.id, versions: [loaded.program] };
    this.evaluator = createCompiled(this.timeline);
    const enrollments = partners.flatMap((id) => {
      const read = readPartner(loaded.program, { id, enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }] });
      if (!read.ok) throw new Error(JSON.stringify(read.findings));
      return read.enrollments;
    });
    this.state = this.evaluator.begin(enrollments);
  }

  async begin(partners: readonly string[]): Promise<void> {
    const at = new Date();
    const { db } = this.store;
    await db.insertInto('programs').values({ id: this.timeline.id, created_at: at }).execute();
    for (const id of partners)
      await db
        .insertInto('partners')
        .values({
          id,
          revision: 1,
          name: id,
          name_key: id,
          domain: null,
          registry_number: null,
          parent: null,
          created_at: at,
          changed_at: at,
        })
        .execute();
  }

  async record(...documents: readonly ActivityDocument[]): Promise<void> {
    for (const document of documents) await this.recordAtOnce(document);
  }

  /** With one transaction. */
  async recordAtOnce(...documents: readonly ActivityDocument[]): Promise<void> {
    const decided = documents.flatMap((document) => {
      const [version] = this.timeline.versions;
      const read = version && readActivity(version, document);
      if (read?.ok !== true) throw new Error(JSON.stringify(read));
      return this.evaluator.step(this.state, read.activity).map((decision) => ({ decision, ...(!decision.generated && { document }) }));
    });
    await this.follow(decided, documents.at(-1)?.occurredOn ?? '');
  }

  /** Through the end of the day. */
  async advance(day: string): Promise<void> {
    const decisions = this.evaluator.advance(this.state, isoToDay(day) ?? 0);
    await this.follow(
      decisions.map((decision) => ({ decision })),
      day,
    );
  }

  private follow(decided: readonly Omit<Followed, 'id'>[], today: string): Promise<void> {
    return this.store.transaction(async (tx) => {
      const followed: Followed[] = [];
      for (const each of decided) followed.push({ id: await this.keep(tx, each.decision), ...each });
      await followDecisions(tx, this.timeline, [{ decisions: followed, state: this.state }], today);
    });
  }

  private async keep(tx: Transaction, decision: Decision): Promise<string> {
    const id = randomUUID();
    this.step += 1;
    const hash = '0'.repeat(64);
    await tx
      .insertInto('decisions')
      .values({
        id,
        program: this.timeline.id,
        shard: '*',
        step: this.step,
        source: decision.activity.source,
        activity: decision.activity.id,
        revision: decision.activity.revision,
        kind: decision.kind,
        occurred_on: decision.on,
        generated: decision.generated,
        status: decision.status,
        said: canonicalJson({}),
        version: decision.program.version,
        timeline: hash,
        engine: 'test',
        inputs_hash: hash,
        state_hash: hash,
        decision_hash: hash,
        explained: Buffer.from(''),
        explained_hash: hash,
        cause: decision.generated ? 'due' : 'recorded',
        provisional: false,
        superseded_by: null,
        by_id: 'desk',
        by_name: 'The desk',
        at: new Date(),
      })
      .execute();
    return id;
  }
}
