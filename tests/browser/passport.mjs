// The two lines of a passport (ICAO 9303-4, TD3) for an invited person, as a phone's camera would read them.

const value = (c) => (c === "<" ? 0 : /\d/.test(c) ? Number(c) : c.charCodeAt(0) - 55);
const digit = (text) => String([...text].reduce((sum, c, n) => sum + value(c) * [7, 3, 1][n % 3], 0) % 10);
const latin = (name) => name.toUpperCase().replaceAll(/[^A-Z]+/g, "<");

/** Both lines; `until` is the last day of the passport. Only for names in plain Latin letters. */
export function passportLines(person, until) {
  const six = (day) => day.split(".").reverse().map((part) => part.slice(-2)).join("");
  const number = person.passport.padEnd(9, "<") + digit(person.passport.padEnd(9, "<"));
  const dates = [six(person.birth_date), six(until)].map((day) => day + digit(day));
  const own = "<".repeat(14) + "0";
  const whole = digit(number + dates.join("") + own);
  const names = `P<${person.nationality}${latin(person.surname)}<<${latin(person.given)}`.padEnd(44, "<").slice(0, 44);
  return `${names}\n${number}${person.nationality}${dates[0]}${person.sex}${dates[1]}${own}${whole}`;
}

/** A day in some years as the forms take it: the passport must outlast the stay. */
export const passportUntil = () => `15.06.${new Date().getFullYear() + 5}`;
