// What html-validate asks of the served pages: all recommended rules, but for these.
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Narrow tables are shown as cards (`display: block`), which takes a table's roles away; written out, they stay.
    "no-redundant-role": "off",
    // The title of a form with faults says "Error", the page and the portal, in that order: the words that count stand first.
    "long-title": "off",
  },
};

/** What the W3C's checker calls errors and is meant: the roles of tables, for the reason above. */
export const MEANT = [/^The “role” attribute must not be used on a “(tr|th|td)” element which has a “table” ancestor/];
