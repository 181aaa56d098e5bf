import { compare, type JsonObject, money, obligation, rate, there, type Way } from './model.ts';

/* What OEMs owe, and what the vendor invests in them. */

const unitsShipped: JsonObject = {
  sum: 'shipment.units',
  of: ['shipment-report'],
  window: 'term',
  description: 'Units shipped in the term of the agreement.',
};

export const oemWays: readonly Way[] = [
  {
    id: 'royalty',
    label: 'Royalty',
    about: 'A price for each unit shipped, in bands of the term’s units so far; the partner pays.',
    partnerType: 'oem',
    produces: ['shipment-report', 'agreement-signed'],
    rules: [
      obligation(
        {
          name: 'royalty',
          about: 'Royalty on what was shipped, each slice of the term’s units at its own price.',
          on: 'shipment-report',
          moves: 'incremental-revenue',
          when: [compare('shipment.units', 'greaterThan', 0), there('term.start')],
        },
        { payer: 'partner', amount: 'marginal(parameter.royaltyBands, before.unitsShipped, measure.unitsShipped)' },
      ),
    ],
    needs: {
      parameters: {
        royaltyBands: {
          type: 'bands',
          over: 'count',
          unit: 'price',
          value: [
            { from: 1, rate: '4.00' },
            { from: 10001, rate: '3.50' },
          ],
          description: 'Royalty for a unit, by the units of the term so far.',
        },
      },
      measures: { unitsShipped },
    },
  },
  {
    id: 'minimum-true-up',
    label: 'Minimum commitment with true-up',
    about: 'Each quarter pays the larger of the minimum and its royalties less what is prepaid; the rest is prepaid.',
    partnerType: 'oem',
    produces: ['shipment-report', 'agreement-signed'],
    rests: 'royalty',
    rules: [
      obligation(
        {
          name: 'minimum-true-up',
          about: 'What a quarter pays beside its royalties, so that the minimum is met.',
          on: 'quarter-closed',
          moves: 'incremental-revenue',
          when: [
            compare('parameter.quarterlyMinimum', 'greaterThan', '0'),
            compare('term.start', 'lessThanInclusive', { fact: 'period.start' }),
          ],
        },
        {
          payer: 'partner',
          amount: 'max(parameter.quarterlyMinimum, measure.royaltiesThisQuarter - balance.prepaid) - measure.royaltiesThisQuarter',
          balances: { prepaid: 'line.amount' },
        },
      ),
    ],
    needs: {
      parameters: {
        quarterlyMinimum: { ...money('0', 'What a partner undertakes to pay in royalties each quarter.'), perAgreement: true },
      },
      measures: {
        royaltiesThisQuarter: {
          sum: 'line.amount',
          of: ['line:royalty'],
          window: 'fiscal-quarter',
          description: 'Royalties of the quarter.',
        },
      },
      balances: { prepaid: { type: 'money', per: ['term'], description: 'What was paid above royalties in this term.' } },
    },
  },
  {
    id: 'unit-shortfall',
    label: 'Unit commitment',
    about: 'At the end of the term each committed unit that was not shipped is owed.',
    partnerType: 'oem',
    produces: ['shipment-report', 'agreement-signed'],
    rules: [
      obligation(
        {
          name: 'unit-shortfall',
          about: 'Committed units that were not shipped in the term.',
          on: 'term-ended',
          moves: 'incremental-revenue',
          when: [compare('measure.unitsShipped', 'lessThan', { fact: 'parameter.unitCommitment' })],
        },
        { payer: 'partner', amount: '(parameter.unitCommitment - measure.unitsShipped) * parameter.shortfallPrice' },
      ),
    ],
    needs: {
      parameters: {
        unitCommitment: {
          type: 'count',
          value: 0,
          min: 0,
          perAgreement: true,
          description: 'Units that a partner undertakes to ship in the term.',
        },
        shortfallPrice: { type: 'price', value: '1.25', description: 'What is owed for each of them that was not shipped.' },
      },
      measures: { unitsShipped },
    },
  },
  {
    id: 'roadmap-co-investment',
    label: 'Roadmap co-investment',
    about: 'The vendor owes its share of a roadmap milestone, up to the sum that the agreement names.',
    partnerType: 'oem',
    produces: ['milestone-reached', 'agreement-signed'],
    rules: [
      obligation(
        {
          name: 'roadmap-co-investment',
          about: 'The vendor’s share of a roadmap milestone.',
          on: 'milestone-reached',
          moves: 'roi-by-partner-type',
          when: [compare('milestone.amount', 'greaterThan', '0'), there('term.start')],
        },
        {
          payer: 'vendor',
          amount: 'milestone.amount * parameter.coInvestmentShare',
          cap: { amount: 'parameter.coInvestmentCap', used: 'measure.coInvested' },
        },
      ),
    ],
    needs: {
      parameters: {
        coInvestmentShare: { ...rate('0.5', 'The vendor’s share of a roadmap milestone.'), perAgreement: true },
        coInvestmentCap: { ...money('100000.00', 'All that the vendor invests in the term.'), perAgreement: true },
      },
      measures: {
        coInvested: {
          sum: 'line.amount',
          of: ['line:roadmap-co-investment'],
          window: 'term',
          description: 'What was invested in this term.',
        },
      },
    },
  },
];
