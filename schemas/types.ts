// Written by schemas/generate-types.mjs from the JSON Schemas beside it; change those instead.

export type Parameter = (ScalarParameter | BandsParameter | TableParameter)
/**
 * @minItems 1
 * @maxItems 60
 */
export type Kinds = string[]
export type Rule = (EnrollmentRule | TierRule | BenefitRule | GateRule | RegistrationRule | RoutingRule | IncentiveRule | MdfRule | ObligationRule)
/**
 * @minItems 1
 * @maxItems 30
 */
export type PartnerTypeNames = string[]
/**
 * @maxItems 100
 */
export type WordList = string[]
/**
 * Where a value comes from: text is the name of a column. Of column, value and text an object has one.
 */
export type MappedValue = (string | {
/**
 * A column; several only as keys of a join.
 * 
 * @minItems 1
 * @maxItems 5
 */
column?: (string | string[])
/**
 * Always this.
 */
value?: (string | number | boolean)
/**
 * Text with columns in braces, such as {Order}-{Line}; missing where one of them is.
 */
text?: string
/**
 * Looks the text up in another file.
 */
join?: {
from: string
/**
 * Its column that has the same text; several for several.
 * 
 * @minItems 1
 * @maxItems 5
 */
key: (string | string[])
/**
 * Its column that is taken.
 */
column: string
/**
 * Where no row has the key: the row is refused, the value is missing, or the key itself is taken. Missing: refuse.
 */
unmatched?: ("refuse" | "missing" | "keep")
}
/**
 * Words that stand for a missing value, instead of the file's.
 */
missing?: WordList
/**
 * What a missing value is.
 */
default?: (string | number | boolean)
/**
 * Text of the file → value.
 */
values?: {
[k: string]: string | number | boolean
}
/**
 * Texts that `values` doesn't have. Missing: refuse.
 */
others?: ("refuse" | "missing" | "keep")
/**
 * YYYY, YY, MM, M, DD, D, MMM (Jan), HH, H, mm, ss, SSS and Z (Z or +02:00) among other characters, such as DD.MM.YYYY; or instant (2026-03-01T09:30:00Z), excel (days since 1899-12-30), epoch-seconds, epoch-milliseconds.
 */
date?: string
/**
 * Time zone of instants that don't say theirs; missing: the program's.
 */
zone?: string
number?: NumberFormat
/**
 * Of a list: what stands between its entries.
 */
split?: string
/**
 * Of the lines of a group. Missing: same, all lines have to agree.
 */
take?: ("same" | "first" | "last" | "sum" | "least" | "greatest" | "count")
})

/**
 * One version of a vendor's partner program.
 */
export interface ProgramDocument {
$schema?: string
id: string
name: string
description?: string
/**
 * Where the terms were published, and of which date they are.
 */
source?: string
/**
 * First day on which this version decides. Missing: from the beginning.
 */
effectiveFrom?: string
/**
 * How many approve the next version. Missing: one person, whatever it costs. It decides nothing.
 */
approval?: {
/**
 * By so much of what is paid the next version may raise it with one approver: "0.05" for 5 %.
 */
payoutRise: string
/**
 * So many approve one that raises it more, or changes this.
 */
approvers: number
}
/**
 * When the ledger's lines become payable, and how long they may be disputed. Missing: after the fiscal month, and for 30 days. It decides nothing.
 */
payment?: {
/**
 * What has to be over first: nothing, or the fiscal month or quarter that the line is posted into.
 */
payable: ("at-once" | "after-month" | "after-quarter")
/**
 * Days after that. Missing: 0.
 */
days?: number
/**
 * Days in which a partner may dispute a line, after the end of the month that it is posted into, and again after it is paid. Missing: 30.
 */
disputeDays?: number
}
/**
 * ISO 4217 code of the currency in which the program reckons.
 */
currency: string
/**
 * How a line is rounded, once, to the currency's smallest unit. half-up, up and down go by magnitude: -0.5 is rounded half-up to -1.
 */
rounding: ("half-even" | "half-up" | "up" | "down")
calendar: Calendar
/**
 * The types of partner the program knows, by name. A type is data.
 */
partnerTypes: {
[k: string]: PartnerType
}
/**
 * Facts that this vendor adds to the catalogue, by dotted name.
 */
attributes?: {
[k: string]: Attribute
}
/**
 * Numbers and choices a designer turns: read as parameter.NAME.
 */
parameters?: {
[k: string]: Parameter
}
/**
 * What is reckoned over history: read as measure.NAME (with the activity) and before.NAME (without it).
 */
measures?: {
[k: string]: Measure
}
/**
 * Facts computed by a formula: read as derived.NAME.
 */
derived?: {
[k: string]: DerivedFact
}
/**
 * Sums that lines move and later decisions read as balance.NAME.
 */
balances?: {
[k: string]: Balance
}
/**
 * Values fixed once for a key, read later as promise.NAME and never recomputed.
 */
promises?: {
[k: string]: Promise
}
/**
 * Kinds of protection that an approved registration grants: read as protection.NAME (none, own or rival).
 */
protections?: {
[k: string]: Protection
}
/**
 * Named conditions that rules refer to.
 */
conditions?: {
[k: string]: Condition
}
/**
 * @maxItems 2000
 */
rules: Rule[]
/**
 * Which incentives add up and of which only the best counts, with a cap.
 */
stacks?: {
[k: string]: Stack
}
/**
 * Groups of incentives of which only the largest is paid on one activity.
 * 
 * @maxItems 100
 */
excludes?: string[][]
/**
 * Sums of money that named incentives may not exceed in a window.
 */
budgets?: {
[k: string]: Budget
}
}
export interface Calendar {
/**
 * Month and day on which the fiscal year starts; always the first of a month.
 */
fiscalYearStart: string
/**
 * IANA name of the zone in which dates are meant.
 */
timeZone: string
/**
 * Days beside Saturday and Sunday that are no business days.
 * 
 * @maxItems 2000
 */
holidays?: string[]
}
export interface PartnerType {
name?: string
description?: string
/**
 * The commercial objective that this type of partner serves.
 */
objective?: string
judgedBy?: ("active-partner-rate" | "integration-adoption-rate" | "partner-retention" | "time-to-first-commercial-activity" | "influenced-pipeline-share" | "win-rate" | "deal-size" | "partner-sourced-new-customer-rate" | "customer-retention" | "program-cost-ratio" | "incremental-revenue" | "roi-by-partner-type")
/**
 * The kinds of activity that partners of this type take part in and produce data of; an activity of another kind is refused for them.
 * 
 * @minItems 1
 * @maxItems 60
 */
produces: string[]
commercialModel?: CommercialModel
tiers?: Tiers
}
/**
 * What must be settled before co-sell: who prices, who supports, who owns customer success and the renewal.
 */
export interface CommercialModel {
pricing: string
support: string
customerSuccess: string
renewal: string
}
export interface Tiers {
/**
 * From the lowest to the highest. A partner for whom no rule holds is at the lowest.
 * 
 * @minItems 1
 * @maxItems 20
 */
levels: string[]
upgrade: ("at-once" | "at-review")
/**
 * at-year-end: a ratchet, a level once reached is kept until the fiscal year ends.
 */
downgrade: ("at-once" | "at-review" | "at-year-end")
/**
 * The period at whose close tiers are reviewed.
 */
review?: ("fiscal-month" | "fiscal-quarter" | "fiscal-year")
/**
 * Days that a partner has, from the day on which a downgrade is found, to meet the level again.
 */
graceDays?: number
}
export interface Attribute {
type: ("money" | "rate" | "price" | "count" | "days" | "date" | "text" | "choice" | "boolean" | "list")
/**
 * Kinds of activity that carry it; "partner" for a fact of the partner's profile.
 * 
 * @minItems 1
 * @maxItems 60
 */
of: string[]
/**
 * @minItems 1
 * @maxItems 200
 */
choices?: string[]
required?: boolean
description?: string
}
export interface ScalarParameter {
type: ("money" | "rate" | "price" | "count" | "days" | "date" | "text" | "choice" | "boolean")
/**
 * Money, rates and prices as exact decimals in text, counts and days as whole numbers, dates as YYYY-MM-DD.
 */
value: (string | number | boolean)
/**
 * Money, rates and prices as exact decimals in text, counts and days as whole numbers, dates as YYYY-MM-DD.
 */
min?: (string | number | boolean)
/**
 * Money, rates and prices as exact decimals in text, counts and days as whole numbers, dates as YYYY-MM-DD.
 */
max?: (string | number | boolean)
/**
 * @minItems 1
 * @maxItems 200
 */
choices?: string[]
/**
 * An agreement-signed activity may override it within min and max, as long as that agreement is in force.
 */
perAgreement?: boolean
description?: string
}
export interface BandsParameter {
type: "bands"
over: ("money" | "count")
/**
 * rate on money; price (money a unit) on a count; money: a fixed sum for the band.
 */
unit: ("rate" | "price" | "money")
/**
 * @minItems 1
 * @maxItems 100
 */
value: {
/**
 * Money, rates and prices as exact decimals in text, counts and days as whole numbers, dates as YYYY-MM-DD.
 */
from: (string | number | boolean)
/**
 * Rate, price or sum of the band, by the parameter's unit.
 */
rate: string
}[]
description?: string
}
export interface TableParameter {
type: "table"
/**
 * Facts of text or choice that pick the row, outermost first.
 * 
 * @minItems 1
 * @maxItems 3
 */
keys: string[]
unit: ("money" | "rate" | "price" | "count" | "days")
/**
 * Values by key, nested once for each further key.
 */
value: {
[k: string]: unknown
}
description?: string
}
/**
 * Exactly one aggregate: sum, count, countDistinct, min, max, average, latest or earliest.
 */
export interface Measure {
sum?: string
count?: true
countDistinct?: string
min?: string
max?: string
average?: string
latest?: string
earliest?: string
/**
 * Kinds of activity, or lines of an incentive as line:NAME.
 * 
 * @minItems 1
 * @maxItems 60
 */
of: string[]
where?: Condition
/**
 * fiscal-…: the period that contains the day; previous-…: the one before it; trailing-N-days, -months or -fiscal-quarters: the last N of them up to and with the day; term: since the start of the agreement in force; lifetime: everything; valid: what is valid on the day.
 */
window: string
/**
 * Facts that key the measure; it is read for the values that the activity at hand carries.
 * 
 * @maxItems 3
 */
by?: (string | KeyReadAs)[]
scope?: ("enrollment" | "customer" | "program")
description?: string
}
/**
 * json-rules-engine's own shape: all, any, not or condition, or a fact with operator and value.
 */
export interface Condition {
/**
 * @minItems 1
 * @maxItems 200
 */
all?: Condition[]
/**
 * @minItems 1
 * @maxItems 200
 */
any?: Condition[]
not?: Condition
condition?: string
fact?: string
operator?: string
value?: ((string | number | boolean) | (string | number | boolean)[] | {
fact: string
})
}
/**
 * A key that goes by another name where the measure is read: certificates are kept by certificate.product, and read for item.productLine.
 */
export interface KeyReadAs {
/**
 * The fact of what is recorded.
 */
fact: string
/**
 * The fact of the activity at hand.
 */
read: string
}
export interface DerivedFact {
type: ("money" | "rate" | "price" | "count" | "days" | "date" | "boolean")
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
formula: string
description?: string
}
export interface Balance {
type: ("money" | "count")
/**
 * A balance starts at 0 for each: term, fiscal-quarter, fiscal-year, or a fact.
 * 
 * @maxItems 3
 */
per?: string[]
description?: string
}
export interface Promise {
type: ("money" | "rate" | "price" | "count" | "days" | "date")
/**
 * @minItems 1
 * @maxItems 3
 */
by: string[]
on: Kinds
where?: Condition
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
formula: string
description?: string
}
export interface Protection {
/**
 * What is protected: the facts that together name it. One of them may be a list: each of its values is protected.
 * 
 * @minItems 1
 * @maxItems 4
 */
scope: string[]
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
days: string
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
extensionDays?: string
/**
 * How often it may be extended.
 */
extensions?: number
description?: string
}
export interface EnrollmentRule {
name: string
description?: string
/**
 * Of rules that both decide, the higher one goes first; default 1.
 */
priority?: number
decides: "enrollment"
for: PartnerTypeNames
on: Kinds
effective?: Effective
conditions: Condition
event: {
type: "enrollment"
params: {
outcome: ("accept" | "return" | "refuse")
/**
 * Why, or what is missing.
 */
reason?: string
}
}
}
export interface Effective {
/**
 * First day.
 */
from?: string
/**
 * First day no more.
 */
to?: string
}
export interface TierRule {
name: string
description?: string
/**
 * Of rules that both decide, the higher one goes first; default 1.
 */
priority?: number
decides: "tier"
for: PartnerTypeNames
effective?: Effective
conditions: Condition
event: {
type: "tier"
params: {
level: string
}
}
}
export interface BenefitRule {
name: string
description?: string
/**
 * Of rules that both decide, the higher one goes first; default 1.
 */
priority?: number
decides: "benefit"
for: PartnerTypeNames
on: Kinds
effective?: Effective
conditions: Condition
event: {
type: "benefit"
params: {
benefit: string
/**
 * What is granted, in words.
 */
grant?: string
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
amount?: string
}
}
}
export interface GateRule {
name: string
description?: string
/**
 * Of rules that both decide, the higher one goes first; default 1.
 */
priority?: number
decides: "gate"
for: PartnerTypeNames
on: Kinds
effective?: Effective
conditions: Condition
event: {
type: "gate"
params: {
/**
 * What it opens: sell, coSell, implement, embed, or a name of the program's own. Read as gate.NAME.
 */
gate: string
effect: ("open" | "close")
reason?: string
/**
 * item: decided for each item of the deal, with its item. facts.
 */
per?: ("activity" | "item")
}
}
}
export interface RegistrationRule {
name: string
description?: string
/**
 * Of rules that both decide, the higher one goes first; default 1.
 */
priority?: number
decides: "registration"
for: PartnerTypeNames
on: Kinds
effective?: Effective
conditions: Condition
event: {
type: "registration"
params: {
outcome: ("approve" | "review" | "return" | "refuse")
/**
 * The protection that an approval grants.
 */
protection?: string
/**
 * With outcome review: the stages that persons approve one after the other.
 * 
 * @minItems 1
 * @maxItems 5
 */
stages?: string[]
reason?: string
}
}
}
export interface RoutingRule {
name: string
description?: string
/**
 * Of rules that both decide, the higher one goes first; default 1.
 */
priority?: number
decides: "routing"
for: PartnerTypeNames
on: Kinds
effective?: Effective
conditions: Condition
event: {
type: "routing"
params: {
outcome: ("route" | "return")
/**
 * Desk, field team or executive sponsor.
 */
to?: string
urgency?: ("low" | "normal" | "high" | "executive")
reason?: string
}
}
}
export interface IncentiveRule {
name: string
description?: string
/**
 * Of rules that both decide, the higher one goes first; default 1.
 */
priority?: number
decides: "incentive"
for: PartnerTypeNames
on: Kinds
moves?: ("active-partner-rate" | "integration-adoption-rate" | "partner-retention" | "time-to-first-commercial-activity" | "influenced-pipeline-share" | "win-rate" | "deal-size" | "partner-sourced-new-customer-rate" | "customer-retention" | "program-cost-ratio" | "incremental-revenue" | "roi-by-partner-type")
effective?: Effective
conditions: Condition
event: {
type: "incentive"
params: (PayingParams | ReversingParams)
}
}
export interface PayingParams {
incentive: string
payee: ("partner" | "person" | "vendor-field")
/**
 * With payee person: the fact that names the person at the partner.
 */
person?: string
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
amount: string
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
floor?: string
cap?: Cap
/**
 * item: decided for each item of the deal, with its item. facts.
 */
per?: ("activity" | "item")
balances?: BalanceMoves
}
export interface Cap {
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
amount: string
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
used?: string
}
/**
 * What is added to each balance, once the line is settled; line.amount is the line as rounded.
 */
export interface BalanceMoves {
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
[k: string]: string
}
/**
 * Takes back what the cancelled activity's lines still hold, at their original exchange rate.
 */
export interface ReversingParams {
/**
 * @minItems 1
 * @maxItems 50
 */
reverses: string[]
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
share?: string
}
export interface MdfRule {
name: string
description?: string
/**
 * Of rules that both decide, the higher one goes first; default 1.
 */
priority?: number
decides: "mdf"
for: PartnerTypeNames
on: Kinds
moves?: ("active-partner-rate" | "integration-adoption-rate" | "partner-retention" | "time-to-first-commercial-activity" | "influenced-pipeline-share" | "win-rate" | "deal-size" | "partner-sourced-new-customer-rate" | "customer-retention" | "program-cost-ratio" | "incremental-revenue" | "roi-by-partner-type")
effective?: Effective
conditions: Condition
event: {
type: "mdf"
params: {
outcome: ("approve" | "return" | "refuse")
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
amount?: string
/**
 * On a claim: the id under which an approved amount is paid as a line.
 */
incentive?: string
reason?: string
}
}
}
export interface ObligationRule {
name: string
description?: string
/**
 * Of rules that both decide, the higher one goes first; default 1.
 */
priority?: number
decides: "obligation"
for: PartnerTypeNames
on: Kinds
moves?: ("active-partner-rate" | "integration-adoption-rate" | "partner-retention" | "time-to-first-commercial-activity" | "influenced-pipeline-share" | "win-rate" | "deal-size" | "partner-sourced-new-customer-rate" | "customer-retention" | "program-cost-ratio" | "incremental-revenue" | "roi-by-partner-type")
effective?: Effective
conditions: Condition
event: {
type: "obligation"
params: {
obligation: string
payer: ("partner" | "vendor")
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
amount: string
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
floor?: string
cap?: Cap
/**
 * item: decided for each item of the deal, with its item. facts.
 */
per?: ("activity" | "item")
balances?: BalanceMoves
}
}
}
export interface Stack {
combine: ("sum" | "best")
/**
 * Incentives and other stacks.
 * 
 * @minItems 1
 * @maxItems 50
 */
of: string[]
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
cap?: string
}
export interface Budget {
/**
 * A CEL expression over facts of the catalogue, checked for units.
 */
amount: string
/**
 * @minItems 1
 * @maxItems 50
 */
of: string[]
window: ("fiscal-month" | "fiscal-quarter" | "fiscal-year" | "lifetime")
scope?: ("enrollment" | "program")
description?: string
}
/**
 * Something commercial that happened. The facts that a kind carries stand in $defs/kinds, each with its type (x-type) and, where it is not the activity's own, its scope (x-scope); a program adds its attributes.
 */
export interface ActivityDocument {
/**
 * The system that reports it; missing: direct. With id it names the activity. dealwright is kept for what the program generates.
 */
source?: string
id: string
/**
 * A higher one supersedes the lower; default 1.
 */
revision?: number
kind: string
/**
 * The day, in the program's time zone.
 */
occurredOn: string
/**
 * The instant, where it is known; it orders activities of one day. It falls on occurredOn in the program's time zone, or the activity is refused.
 */
at?: string
/**
 * The partner, with partnerType: short for one party with the role principal and the share 1.
 */
partner?: string
partnerType?: string
/**
 * @minItems 1
 * @maxItems 10
 */
parties?: Party[]
/**
 * Currency of the amounts; missing: the program's.
 */
currency?: string
exchange?: {
/**
 * Units of the program's currency for one of the activity's.
 */
rate: string
/**
 * The day of which the rate is.
 */
on: string
}
/**
 * Values by dotted name.
 */
facts?: {
[k: string]: unknown
}
/**
 * Items of the deal, each with item. facts.
 * 
 * @maxItems 500
 */
items?: {
[k: string]: unknown
}[]
/**
 * Of agreement-signed: values of per-agreement parameters, by name.
 */
terms?: {
[k: string]: string | number | boolean
}
}
export interface Party {
partner: string
partnerType: string
/**
 * principal, seller, distributor, sourced, influenced, implementer or a role of the program's own.
 */
role: string
/**
 * The party's part of the activity; together at most 1. Missing: 1 for a single party, else 0.
 */
share?: string
}
/**
 * A partner firm and the partner types it is enrolled in.
 */
export interface PartnerDocument {
id: string
name?: string
facts?: Profile
/**
 * @minItems 1
 * @maxItems 30
 */
enrollments: {
partnerType: string
/**
 * From this day on periods are closed and tiers reviewed for it.
 */
enrolledOn: string
/**
 * The tier on entry; missing: the lowest.
 */
tier?: string
facts?: Profile1
}[]
}
/**
 * partner. facts of the firm, for all its enrollments.
 */
export interface Profile {
[k: string]: unknown
}
/**
 * partner. facts of this enrollment; they go before the firm's.
 */
export interface Profile1 {
[k: string]: unknown
}
/**
 * Partners, activities, and the decisions expected of them. What an expectation leaves out is not looked at.
 */
export interface ScenarioDocument {
$schema?: string
name: string
description?: string
/**
 * @minItems 1
 * @maxItems 100
 */
partners: PartnerDocument[]
/**
 * @maxItems 1000
 */
activities: ActivityDocument[]
/**
 * What falls due up to the end of this day is decided too. Missing: up to the last activity.
 */
until?: string
/**
 * @minItems 1
 * @maxItems 1000
 */
expect: Expectation[]
/**
 * Sum of all lines due, by incentive, over all partners; exact decimal text.
 */
totals?: {
[k: string]: string
}
}
export interface Expectation {
/**
 * Id of the activity; or else kind and on of a generated one.
 */
activity?: string
kind?: string
on?: string
/**
 * Which party is meant; missing: the only one.
 */
partner?: string
partnerType?: string
status?: ("decided" | "set-aside" | "not-in-force")
provisional?: boolean
tierBefore?: string
qualified?: string
/**
 * The tier after it.
 */
tier?: string
graceUntil?: (string | null)
/**
 * By gate: open or not; GATE#0 for the first item.
 */
gates?: {
[k: string]: boolean
}
gateReasons?: {
[k: string]: string[]
}
registration?: {
outcome?: string
reasons?: string[]
protectedUntil?: (string | null)
runnerUp?: (number | null)
}
enrollment?: Outcome
mdf?: Outcome
routing?: Outcome
/**
 * By benefit: its amount or else the grant; null: not granted.
 */
benefits?: {
[k: string]: string | null
}
/**
 * By incentive: the sum of its lines due; null: no line due.
 */
lines?: {
[k: string]: string | null
}
/**
 * Sum of all lines due of the party.
 */
total?: string
/**
 * By incentive: the payee of its first line; a person as person:ID.
 */
payees?: {
[k: string]: string
}
/**
 * By promise: the value written.
 */
promises?: {
[k: string]: string | number
}
balances?: {
[k: string]: string | number
}
/**
 * By measure: its value with the activity; null: missing.
 */
measures?: {
[k: string]: string | number | boolean | null
}
/**
 * Names of the rules or measures that failed, in order.
 * 
 * @maxItems 50
 */
failures?: string[]
}
export interface Outcome {
outcome?: string
reasons?: string[]
amount?: string
to?: string
urgency?: string
}
/**
 * A question to history: had these programs been in force, what would have happened? What comes out is $defs/result.
 */
export interface SimulationRequest {
baseline: ProgramChoice
/**
 * @minItems 1
 * @maxItems 8
 */
candidates: CandidateProgram[]
/**
 * The history, by its id or by the hash of its content.
 */
history: string
filter?: SimulationFilter
parameters?: ParameterValues
/**
 * The day on which candidates take effect; the baseline holds before, and what it promised is kept. Missing: they always were in force.
 */
inForceFrom?: string
/**
 * What falls due through the end of this day is decided; what is dated later isn't. Missing: the last day of the history.
 */
until?: string
/**
 * Facts that stand for region and segment. Missing: the first of partner.region, customer.region, partner.country, customer.country and of partner.segment, customer.segment that the history has.
 */
by?: {
region?: string
segment?: string
}
/**
 * Whether to find out what each edit costs, which takes further folds. Missing: yes.
 */
edits?: boolean
/**
 * Whether to find out which condition alone bars from tiers and gates. Missing: yes.
 */
bars?: boolean
/**
 * How many partners are listed that win most, and that lose most. Missing: 20.
 */
partners?: number
}
/**
 * A program: one that is kept, or a draft, by its id, or all its versions as documents.
 */
export interface ProgramChoice {
/**
 * Id of a program; all its versions.
 */
program?: string
/**
 * Beside program: the version in force on this day alone, as if it always had been; before the first version, that one. Missing: all versions, each on its days.
 */
on?: string
/**
 * Id of a draft: its document as it stands, without effectiveFrom. With inForceFrom the baseline's later versions stay.
 */
draft?: string
/**
 * Versions of one program, in any order, each as program.schema.json has it.
 * 
 * @minItems 1
 * @maxItems 50
 */
documents?: {
[k: string]: unknown
}[]
}
/**
 * A program likewise, or the baseline with other values of its parameters.
 */
export interface CandidateProgram {
/**
 * How the result calls it. Missing: candidate-1, candidate-2 …
 */
name?: string
/**
 * Id of a program; all its versions.
 */
program?: string
/**
 * Beside program: the version in force on this day alone, as if it always had been; before the first version, that one. Missing: all versions, each on its days.
 */
on?: string
/**
 * Id of a draft: its document as it stands, without effectiveFrom. With inForceFrom the baseline's later versions stay.
 */
draft?: string
/**
 * Versions of one program, in any order, each as program.schema.json has it.
 * 
 * @minItems 1
 * @maxItems 50
 */
documents?: {
[k: string]: unknown
}[]
/**
 * The baseline itself, with `set`.
 */
of?: "baseline"
set?: ParameterValues
/**
 * Another vendor's program: parameters and inForceFrom pass it by, and no edits are looked for. Missing: whether its id isn't the baseline's.
 */
rival?: boolean
}
/**
 * Values by parameter; those of a request are set in every candidate that is the vendor's own, in all versions that have the parameter, before its own. They are written as in a program: text of decimals and dates, whole counts and days, bands, tables. NAME/ROW or NAME/BAND/rate sets one value of a table or of bands.
 */
export interface ParameterValues {
[k: string]: string | number | boolean | unknown[] | {
[k: string]: unknown
}
}
/**
 * What is counted; the whole history is folded and remembered, whatever is counted of it. `where` is a condition as in a rule, over recorded facts of the activity and its partner: what an activity doesn't carry is missing, and satisfies no operator but exists.
 */
export interface SimulationFilter {
dates?: {
/**
 * First day.
 */
from?: string
/**
 * Last day.
 */
through?: string
}
/**
 * @minItems 1
 * @maxItems 30
 */
partnerTypes?: string[]
/**
 * @minItems 1
 * @maxItems 1000
 */
regions?: string[]
/**
 * @minItems 1
 * @maxItems 1000
 */
segments?: string[]
where?: Condition
}
/**
 * How the columns of files become partners and activities. Files are named by their path under the folder that is imported from.
 */
export interface MappingDocument {
name?: string
description?: string
/**
 * How files are written, by path. What is left out is guessed (delimiter, encoding) or as in CSV of RFC 4180 with dates as YYYY-MM-DD and numbers as 1234.50.
 */
files?: {
[k: string]: MappedFile
}
/**
 * Of several for one file, the first whose `when` holds takes the row.
 * 
 * @maxItems 50
 */
partners?: PartnerMapping[]
/**
 * Of several for one file, the first whose `when` holds takes the row.
 * 
 * @maxItems 200
 */
activities?: ActivityMapping[]
/**
 * What analytics is told of: opportunities, investments and the like. They go to POST /v1/analytics/programs/{id}/imports, without partners and activities. Of several for one file, the first whose `when` holds takes the row.
 * 
 * @maxItems 100
 */
records?: RecordMapping[]
}
export interface MappedFile {
/**
 * Missing: ndjson for names that end in .ndjson or .jsonl, else csv.
 */
format?: ("csv" | "ndjson")
/**
 * Missing: what the byte-order mark says, else utf-8.
 */
encoding?: ("utf-8" | "utf-16" | "utf-16le" | "utf-16be" | "windows-1252" | "latin-1" | "iso-8859-15" | "iso-8859-2" | "windows-1250")
/**
 * Missing: comma, semicolon, tab or bar, whichever the header has most of.
 */
delimiter?: string
/**
 * Missing: ". Empty: the file doesn't quote.
 */
quote?: string
/**
 * Names of the columns, of a file without a header.
 * 
 * @minItems 1
 * @maxItems 2000
 * 
 * Items: A column by its name; of NDJSON a field of the line, or a JSON pointer such as /customer/id.
 */
columns?: string[]
/**
 * Lines before the header that say something else.
 */
skipLines?: number
/**
 * Words that stand for a missing value, beside the empty text.
 */
missing?: WordList
/**
 * YYYY, YY, MM, M, DD, D, MMM (Jan), HH, H, mm, ss, SSS and Z (Z or +02:00) among other characters, such as DD.MM.YYYY; or instant (2026-03-01T09:30:00Z), excel (days since 1899-12-30), epoch-seconds, epoch-milliseconds.
 */
date?: string
/**
 * Time zone of instants that don't say theirs; missing: the program's.
 */
zone?: string
number?: NumberFormat
/**
 * Rows that no rule takes. Missing: refuse.
 */
otherRows?: ("refuse" | "leave-out")
}
/**
 * How numbers are written. Leading zeros, a plus and a bare point (.5) are always understood.
 */
export interface NumberFormat {
/**
 * Before the decimals; missing: a point.
 */
decimal?: ("." | ",")
/**
 * Between groups of three digits; a blank also stands for the narrow and the protected one. Missing: nothing may stand there.
 */
thousands?: ("." | "," | " " | "'" | "’")
/**
 * What may stand before or after, such as € or USD.
 */
strip?: WordList
/**
 * (5.00) is below 0.
 */
parentheses?: boolean
/**
 * 5.00- is below 0.
 */
trailingMinus?: boolean
/**
 * 15 and 15% are 0.15.
 */
percent?: boolean
/**
 * What the number is multiplied with: 1000 where a file has thousands, 0.01 where it has cents, -1 where its sign is the other way.
 */
scale?: string
/**
 * Rounded to so many decimals, half to even; sums are rounded once. Missing: not rounded.
 */
decimals?: number
}
export interface PartnerMapping {
from: string
when?: When
/**
 * Each line of an NDJSON file is a partner as partner.schema.json has it.
 */
asIs?: true
id?: MappedValue
name?: MappedValue
facts?: MappedFacts
/**
 * @minItems 1
 * @maxItems 30
 */
enrollments?: {
partnerType: MappedValue
enrolledOn: MappedValue
tier?: MappedValue
facts?: MappedFacts
}[]
/**
 * A partner that stands in several rows: they have to say the same, or the first one counts. Missing: same.
 */
again?: ("same" | "first")
}
/**
 * Column → the text, or one of the texts, that it has to have. All have to hold; "" is an empty one.
 */
export interface When {
/**
 * @minItems 1
 * @maxItems 1000
 */
[k: string]: string | string[]
}
/**
 * Fact → where it comes from.
 */
export interface MappedFacts {
[k: string]: MappedValue
}
export interface ActivityMapping {
from: string
when?: When
/**
 * Each line of an NDJSON file is an activity as activity.schema.json has it.
 */
asIs?: true
/**
 * Lines with the same text in this column are one activity. Missing: each line is one.
 */
group?: (string | {
/**
 * @minItems 1
 * @maxItems 5
 */
by: (string | string[])
/**
 * Lines of a group stand together, so that none need be put aside. Missing: false.
 */
sorted?: boolean
/**
 * A line that can't be read: its group is refused, or the group goes without the line. Missing: refuse-all.
 */
badLines?: ("refuse-all" | "leave-out")
})
/**
 * The kind of activity, by name.
 */
kind?: string
source?: MappedValue
id?: MappedValue
revision?: MappedValue
/**
 * Of an instant: its day in the program's time zone. Missing: the day of `at`.
 */
occurredOn?: MappedValue
at?: MappedValue
partner?: MappedValue
partnerType?: MappedValue
/**
 * Instead of partner and partnerType. A party whose partner is missing takes no part.
 * 
 * @minItems 1
 * @maxItems 10
 */
parties?: {
partner: MappedValue
partnerType: MappedValue
role: MappedValue
share?: MappedValue
}[]
currency?: MappedValue
/**
 * Left aside where the currency is the program's.
 */
exchange?: {
rate: MappedValue
on: MappedValue
}
facts?: MappedFacts
/**
 * Fact of an item → where it comes from: an item a line of the group.
 */
items?: MappedFacts
/**
 * Of NDJSON: the list in the line whose entries are the items; columns of items are fields of the entry.
 */
itemsIn?: string
/**
 * Of agreement-signed: per-agreement parameter → where its value comes from.
 */
terms?: MappedFacts
}
export interface RecordMapping {
from: string
when?: When
/**
 * What a row is.
 */
record: ("opportunity" | "action" | "investment" | "integration-use" | "renewal" | "departure" | "tier-change")
/**
 * Field of the record → where it comes from.
 */
fields: MappedFacts
}
/**
 * What would have happened. The same request over the same history gives the same, to the byte.
 */
export interface SimulationResult {
hashes: {
request: string
history: string
filter: string
}
currency: string
until: string
/**
 * The day on which candidates take effect.
 */
inForceFrom: (string | null)
counted: {
/**
 * Activities that the filter counts; one of several parties counts for each.
 */
activities: number
/**
 * Of all in the history, likewise.
 */
ofActivities: number
enrollments: number
}
by: {
region: (string | null)
segment: (string | null)
}
/**
 * What has to be known to read it.
 */
notes: string[]
/**
 * The baseline first.
 */
sides: SideResult[]
/**
 * One for each candidate.
 */
differences: DifferenceResult[]
}
/**
 * What one program pays and does. Of what the filter counts, except where the whole history is said.
 */
export interface SideResult {
name: string
/**
 * Id of the program.
 */
program: string
rival: boolean
/**
 * As folded.
 */
versions: {
hash: string
effectiveFrom: (string | null)
}[]
totals: MoneyPaid
byIncentive: {
incentive: string
total: MoneyPaid
}[]
byRule: {
rule: string
incentive: string
total: MoneyPaid
}[]
byPartnerType: {
partnerType: string
total: MoneyPaid
}[]
/**
 * By the tier before the activity.
 */
byTier: {
partnerType: string
tier: (string | null)
total: MoneyPaid
}[]
/**
 * By fiscal quarter of the baseline's calendar, named by its first day.
 */
byQuarter: {
from: string
total: MoneyPaid
}[]
byRegion: GroupTotal[]
bySegment: GroupTotal[]
/**
 * How often a registration came out so; approved ones are protected where the rule grants it.
 */
registrations: {
partnerType: string
approved: number
review: number
returned: number
refused: number
extended: number
withdrawn: number
expired: number
}[]
/**
 * At the end.
 */
tiers: {
partnerType: string
tier: (string | null)
enrollments: number
}[]
/**
 * Between tiers.
 */
moves: {
partnerType: string
from: (string | null)
to: (string | null)
moves: number
}[]
gatesClosed: {
partnerType: string
gate: string
times: number
}[]
/**
 * By window. `actual` is of all lines, whatever the filter counts; `counted` of those that it does. `amount` is null where it isn't the same for all; with scope enrollment it is that of one.
 */
budgets: {
budget: string
scope: ("enrollment" | "program")
from: (string | null)
amount: (string | null)
formula: string
lines: number
/**
 * Money as exact decimal text.
 */
actual: string
countedLines: number
/**
 * Money as exact decimal text.
 */
counted: string
}[]
/**
 * Over the whole history, whatever the filter counts; `counted` is what the filter does.
 */
rules: {
rule: string
decides: string
looked: number
held: number
due: number
excluded: number
outbid: number
setAside: number
counted: MoneyPaid
}[]
/**
 * Rules that never held in the whole history; looked at 0 times: nothing ever came to them.
 */
neverMatched: {
rule: string
looked: number
}[]
setAside: {
/**
 * Activities set aside whole; one of several parties counts for each.
 */
activities: number
reasons: {
/**
 * Rule, measure, promise, protection, stack or budget that failed.
 */
what: string
code: string
/**
 * The activity was set aside, not only a line or a decision.
 */
whole: boolean
times: number
}[]
}
bars: Bar[]
/**
 * Decisions given, generated activities' too, over the whole history.
 */
decisions: number
sample?: SampleResult
}
/**
 * What lines add up to, payees and payers apart.
 */
export interface MoneyPaid {
/**
 * Lines due, also those of 0.
 */
lines: number
/**
 * Money as exact decimal text.
 */
toPartners: string
/**
 * Money as exact decimal text.
 */
toPersons: string
/**
 * Money as exact decimal text.
 */
toField: string
/**
 * Money as exact decimal text.
 */
paid: string
/**
 * Money as exact decimal text.
 */
owed: string
}
export interface GroupTotal {
/**
 * null: unknown, and of all beyond the largest 1,000 together.
 */
value: (string | null)
total: MoneyPaid
/**
 * How many values are in it beyond the one; 0 but for the rest.
 */
others: number
}
/**
 * What a tier or gate asks for, and whom it keeps out: `barred` at all, `together` of these where no condition alone does, but several.
 */
export interface Bar {
decides: ("tier" | "gate")
/**
 * The tier or gate.
 */
of: string
rule: string
/**
 * Place in the timeline, from 0.
 */
version: number
partnerTypes: string[]
barred: BarCount
together: BarCount
/**
 * Those that alone keep somebody out, the most first.
 */
conditions: {
text: string
fact: string
operator: string
negated: boolean
alone: BarCount
segments: {
by: ("partnerType" | "region" | "segment" | "employees")
value: (string | null)
alone: BarCount
/**
 * Enrollments of the rule's types that were in the segment: at the end, or in an activity that counts.
 */
of: number
}[]
}[]
}
export interface BarCount {
enrollments: number
/**
 * Of tiers 0.
 */
activities: number
}
/**
 * A part of the fold once more by the reference evaluator.
 */
export interface SampleResult {
/**
 * Whole enrollments picked by chance. Where the program can't be cut: the first days with all enrollments, or a part of the history folded alone by both evaluators, of enrollments picked by chance and the activities all of whose parties are among them. Or nothing.
 */
of: ("enrollments" | "first-days" | "part" | "none")
/**
 * Why it isn't whole enrollments.
 */
because: string[]
enrollments: number
/**
 * Of these, folded up to a day only, because they have more than a sample has room for.
 */
begun: number
activities: number
/**
 * Through this day; null: to the end.
 */
through: (string | null)
/**
 * Lines that either evaluator gave.
 */
lines: number
/**
 * Lines that both gave.
 */
agreed: number
/**
 * Items: A line that only one gave.
 */
differences: {
only: ("reference" | "compiled")
partner: string
partnerType: string
on: string
activity: (string | null)
incentive: string
rule: string
payee: string
/**
 * Money as exact decimal text.
 */
amount: string
}[]
}
/**
 * A candidate against the baseline.
 */
export interface DifferenceResult {
candidate: string
whole: MoneyChange
/**
 * Which rule pays or paid each cent; the changes add up to the whole.
 */
byRule: {
rule: string
incentive: string
baseline: MoneyPaid
candidate: MoneyPaid
change: MoneyChange
}[]
byIncentive: {
incentive: string
baseline: MoneyPaid
candidate: MoneyPaid
change: MoneyChange
}[]
partners: {
win: number
lose: number
same: number
/**
 * Who wins most.
 */
winners: PartnerChange[]
/**
 * Who loses most.
 */
losers: PartnerChange[]
}
/**
 * Enrollments by change: from ≤ change < to, below 0 from < change ≤ to; null: without end. One bin is exactly 0.
 */
histogram: {
from: (string | null)
to: (string | null)
partners: number
}[]
/**
 * What each edit costs.
 */
edits: {
method: ("none" | "shapley" | "one-at-a-time" | "too-many" | "not-asked" | "rival")
shares: EditShare[]
/**
 * That versions start on other days, which is itself a review of tiers; null: they don't.
 */
versionStart: (MoneyChange | null)
/**
 * What edits do only together: the whole less each alone; null: shares add up to the whole.
 */
remainder: (MoneyChange | null)
}
/**
 * With a rival's program: what partners would have earned under both on the same deals.
 */
wholeReturn: (WholeReturn | null)
}
/**
 * What one side has more than another.
 */
export interface MoneyChange {
/**
 * Money as exact decimal text.
 */
paid: string
/**
 * Money as exact decimal text.
 */
owed: string
/**
 * Money as exact decimal text.
 */
cost: string
}
/**
 * What an enrollment earns: lines to the partner and its persons, less what it owes.
 */
export interface PartnerChange {
partner: string
partnerType: string
/**
 * Money as exact decimal text.
 */
baseline: string
/**
 * Money as exact decimal text.
 */
candidate: string
/**
 * Money as exact decimal text.
 */
change: string
}
export interface EditShare {
edits: {
title: string
change: string
lines: string[]
}[]
costs: MoneyChange
}
export interface WholeReturn {
/**
 * Deals whose list price or discount is known.
 */
dealsWithMargin: number
dealsWithout: number
/**
 * Money as exact decimal text.
 */
engagements: string
baseline: ReturnSide
candidate: ReturnSide
/**
 * Enrollments that earn more under the candidate.
 */
better: number
worse: number
/**
 * Those whose return differs most, either way.
 */
partners: {
partner: string
partnerType: string
baseline: ReturnSide
candidate: ReturnSide
/**
 * Money as exact decimal text.
 */
change: string
}[]
}
export interface ReturnSide {
/**
 * Money as exact decimal text.
 */
margin: string
/**
 * incentives: the program pays margin as a line; deals: list price less net price of the deals; nowhere: neither is known.
 */
marginFrom: ("incentives" | "deals" | "nowhere")
/**
 * Money as exact decimal text.
 */
incentives: string
/**
 * Money as exact decimal text.
 */
services: string
/**
 * Money as exact decimal text.
 */
owed: string
/**
 * Money as exact decimal text.
 */
total: string
}
