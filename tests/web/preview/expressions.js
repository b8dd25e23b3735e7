/* Evaluates expressions by the bundle that the page loads.

   Standard input: {feelin, asked: [{text, context, value?}]}; with a value the text is a
   unary test. Standard output: the results, days as {"@date": text}; what throws is null. */
'use strict';
const fs = require('node:fs');
const vm = require('node:vm');

const { feelin, asked } = JSON.parse(fs.readFileSync(0, 'utf8'));
const browser = vm.createContext({ console });
vm.runInContext(fs.readFileSync(feelin, 'utf8'), browser, { filename: 'feelin.js' });
const run = browser.feelin || vm.runInContext('feelin', browser);

const revived = (value) => {
  if (Array.isArray(value)) return value.map(revived);
  if (value && typeof value === 'object') {
    if ('@date' in value) return run.evaluate('date(t)', { t: value['@date'] }).value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, revived(one)]));
  }
  return value;
};
const plain = (value) => {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(plain);
  if (value.toISODate) return { '@date': value.toISODate() };
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
  return value;
};
const answer = ({ text, context, value }) => {
  const names = revived(context);
  try {
    if (value === undefined) return plain(run.evaluate(text, names).value);
    return plain(run.unaryTest(text, { ...names, '?': revived(value) }).value);
  } catch (error) {
    return null;
  }
};
process.stdout.write(JSON.stringify(asked.map(answer)));
