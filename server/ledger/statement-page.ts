import { numeral } from '../engine/decisions/explain-text.ts';
import { disputableUntil } from './disputes.ts';
import { html, Markup } from './markup.ts';
import { moneyText, sumOf } from './money.ts';
import type { Account, RefusedActivity, Statement, StatementLine, StatementPayment } from './statement.ts';
import { STATEMENT_STYLE } from './statement-style.ts';

/** A statement as a page that can be printed, on which every line can be followed. */
export function statementPage(statement: Statement): string {
  const { program, partner, period, accounts, currency } = statement;
  const name = partner.name ?? partner.id;
  const show = amounts(currency);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Statement ${name}, ${periodText(statement)}</title>
<style>${new Markup(STATEMENT_STYLE)}</style>
</head>
<body>
<main>
<header>
<div>
<p class="kind">Partner statement</p>
<h1>${name}</h1>
<p class="soft">${program.name}</p>
</div>
<dl class="facts">
<dt>Fiscal ${period.kind}</dt><dd>${dayText(period.from)} – ${dayText(period.through)}</dd>
<dt>Books</dt><dd>${statement.closed ? 'closed' : 'open'}</dd>
<dt>Made on</dt><dd>${dayText(statement.on)}</dd>
<dt>Currency</dt><dd>${currency}</dd>
<dt>Partner</dt><dd>${partner.id}</dd>
</dl>
</header>
${accounts.length === 0 ? html`<h2>Balance</h2><p class="none">Nothing was due before this ${period.kind}, and nothing was posted or paid in it.</p>` : summary(accounts, name, show)}
${accounts.map((account) => accountSection(statement, account, name, show))}
${missingSection(statement)}
${refusedSection(statement)}
<footer>
<p>Opening balance + lines − payments = closing balance, for each account. A line that was posted stays as it is: what is different now is a line of its own.</p>
<p>Under each line stands how it was reckoned: the formula, what it read, each operation with its numbers, bands, caps and rounding. A line is rounded once.</p>
</footer>
</main>
</body>
</html>
`;
  return page.text;
}

/** `plainly`: what is below 0 as it has to be, such as a payment. */
type Show = (amount: bigint | number, plainly?: boolean) => Markup;

function amounts(currency: string): Show {
  return (amount, plainly = false) => {
    const text = numeral(moneyText(amount, currency)).replace('-', '−');
    return BigInt(amount) < 0n && !plainly ? html`<span class="minus">${text}</span>` : html`${text}`;
  };
}

function summary(accounts: readonly Account[], name: string, show: Show): Markup {
  const rows = accounts.map(
    (account) => html`<tr>
<td>${accountName(account, name)}</td>
<td class="n">${show(account.opening)}</td>
<td class="n">${show(earned(account))}</td>
<td class="n">${show(account.posted - earned(account))}</td>
<td class="n">${show(-account.paid, true)}</td>
<td class="n closing">${show(account.closing)}</td>
</tr>`,
  );
  return html`<div class="wide"><table class="sums">
<thead><tr><th>Account</th><th class="n">Opening balance</th><th class="n">Earned</th><th class="n">Adjustments</th><th class="n">Paid</th><th class="n">Closing balance</th></tr></thead>
<tbody>${rows}${totalRow(accounts, show)}</tbody>
</table></div>`;
}

/** What the vendor owes to the partner and its people, together. */
function totalRow(accounts: readonly Account[], show: Show): Markup | undefined {
  const due = accounts.filter(({ payee }) => payee === 'partner' || payee === 'person');
  if (due.length < 2) return undefined;
  const total = (of: (account: Account) => bigint): Markup => show(sumOf(due.map(of)));
  return html`<tr class="total">
<td>The firm and its people</td>
<td class="n">${total(({ opening }) => opening)}</td>
<td class="n">${total(earned)}</td>
<td class="n">${total((account) => account.posted - earned(account))}</td>
<td class="n">${show(-sumOf(due.map(({ paid }) => paid)), true)}</td>
<td class="n">${total(({ closing }) => closing)}</td>
</tr>`;
}

const earned = ({ lines }: Account): bigint => sumOf(lines.filter(({ line }) => line.cause === 'decision').map(({ line }) => line.amount));

function accountName({ payee, person }: Account, name: string): string {
  switch (payee) {
    case 'partner':
      return `Due to ${name}`;
    case 'person':
      return `Due to ${person ?? ''}, at ${name}`;
    case 'vendor':
      return `Due from ${name} to the vendor`;
    case 'vendor-field':
      return 'Credit of the vendor’s own field';
  }
}

type Entry = { readonly on: string; readonly line: StatementLine } | { readonly on: string; readonly payment: StatementPayment };

function accountSection({ period, on }: Statement, account: Account, name: string, show: Show): Markup {
  const entries: Entry[] = [
    ...account.lines.map((line) => ({ on: line.line.posted_on, line })),
    ...account.payments.map((payment) => ({ on: payment.paidOn, payment })),
  ];
  // lines stay in the order in which they were posted
  entries.sort((a, b) => (a.on === b.on ? 0 : a.on < b.on ? -1 : 1));
  let balance = account.opening;
  const rows = entries.map((entry) => {
    balance += 'line' in entry ? BigInt(entry.line.line.amount) : -entry.payment.amount;
    return 'line' in entry ? lineRows(entry.line, balance, show, on) : paymentRow(entry.payment, balance, show);
  });
  return html`<section>
<h2>${accountName(account, name)}</h2>
<table class="ledger">
<thead><tr><th class="date">Posted</th><th>What</th><th class="n">Amount</th><th class="n running">Balance</th></tr></thead>
<tbody>
<tr class="balance"><td class="date">${dayText(period.from)}</td><td>Opening balance</td><td class="n">${show(account.opening)}</td><td class="n running">${show(account.opening)}</td></tr>
${rows}
<tr class="sum first"><td></td><td>Sum of the lines</td><td class="n">${show(account.posted)}</td><td class="n running"></td></tr>
<tr class="sum"><td></td><td>Payments</td><td class="n">${show(-account.paid, true)}</td><td class="n running"></td></tr>
<tr class="balance"><td class="date">${dayText(period.through)}</td><td>Closing balance</td><td class="n">${show(account.closing)}</td><td class="n running">${show(account.closing)}</td></tr>
</tbody>
</table>
</section>`;
}

function lineRows(stated: StatementLine, balance: bigint, show: Show, today: string): Markup {
  const { line, title, description, kind, reckoning, cause } = stated;
  const what =
    kind === undefined
      ? html`by hand, ${dayText(line.occurred_on)}`
      : html`${kind} ${line.activity}, ${dayText(line.occurred_on)} · ${line.source} · ${line.partner_type} · ${line.rule}`;
  const exchange =
    line.exchange === null
      ? undefined
      : html`<p>Amounts came in ${line.exchange.currency} and count ${line.exchange.rate} ${line.currency} for one, the rate of ${dayText(line.exchange.on)}.</p>`;
  const why = [
    ...cause.map((text) => html`<p>${text}</p>`),
    exchange,
    description === undefined ? undefined : html`<p class="soft">${description}</p>`,
  ];
  const hasWhy = why.some((part) => part !== undefined);
  const how = html`${hasWhy ? html`<div class="why">${why}</div>` : undefined}${reckoning.length > 0 ? html`<pre>${reckoning.join('\n')}</pre>` : undefined}`;
  return html`<tr class="line"><td class="date">${dayText(line.posted_on)}</td><td class="what"><span class="title">${title}</span>${badge(line, today)}<br><span class="id">${what}</span></td><td class="n">${show(line.amount)}</td><td class="n running">${show(balance)}</td></tr>
<tr class="how"><td></td><td colspan="3">${how}</td></tr>
`;
}

function badge(line: StatementLine['line'], today: string): Markup {
  const marked = (text: string): Markup => html`<span class="badge mark">${text}</span>`;
  const last = disputableUntil(line);
  const until = last < today ? '' : `, disputable until ${dayText(last)}`;
  if (line.disputed) return marked('disputed');
  if (line.held !== null) return marked(`held: ${line.held}`);
  switch (line.state) {
    case 'accrued':
      return html`<span class="badge">payable from ${dayText(line.payable_on)}</span>`;
    case 'payable':
      return html`<span class="badge">payable${until}</span>`;
    case 'in-batch':
      return html`<span class="badge">being paid</span>`;
    case 'paid':
      return html`<span class="badge">paid ${dayText(line.paid_on ?? line.posted_on)}${until}</span>`;
  }
}

const paymentRow = ({ paidOn, reference, lines, amount }: StatementPayment, balance: bigint, show: Show): Markup =>
  html`<tr><td class="date">${dayText(paidOn)}</td><td class="what"><span class="title">Payment</span><br><span class="id">${reference}, for ${lines} ${lines === 1 ? 'line' : 'lines'}</span></td><td class="n">${show(-amount, true)}</td><td class="n running">${show(balance)}</td></tr>
`;

function missingSection({ missing, on }: Statement): Markup | undefined {
  if (missing.length === 0) return undefined;
  return html`<section>
<h2>To the next tier, as of ${dayText(on)}</h2>
${missing.map(({ partnerType, said }) => html`<p class="id">${partnerType}</p><pre>${said.join('\n')}</pre>`)}
</section>`;
}

function refusedSection({ refused, moreRefused, period }: Statement): Markup | undefined {
  if (refused.length === 0) return undefined;
  return html`<section>
<h2>Not granted in this ${period.kind}, and why</h2>
<ul class="refused">${refused.map(refusedItem)}</ul>
${moreRefused ? html`<p class="none">There are more; the decisions of the ${period.kind} tell them all.</p>` : undefined}
</section>`;
}

const refusedItem = ({ on, kind, activity, source, partnerType, said }: RefusedActivity): Markup => html`<li>
<time datetime="${on}">${dayText(on)}</time>
<div><span class="title">${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${activity}</span> <span class="id">${source}${partnerType === '' ? '' : ` · ${partnerType}`}</span><pre>${said.join('\n')}</pre></div>
</li>`;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 2026-05-04 as “4 May 2026”. */
const dayText = (day: string): string => `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1] ?? ''} ${day.slice(0, 4)}`;

const periodText = ({ period }: Statement): string => `${dayText(period.from)} – ${dayText(period.through)}`;
