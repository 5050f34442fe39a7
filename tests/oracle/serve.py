"""逐行问答 · One line asked, one line answered: how the comparison talks to the oracle.

A line is a letter and whole numbers; days are ordinals, amounts fen, names their codes, and 0 is nothing there.

    T bytes                    a tariff of so many bytes follows; it forgets all holders
    H number birth categories rosters resident registered care place reviewed until
    L holder account load left first last
    B fund left                what a limited fund still has
    S holder service price quantity minutes ordered day second kind place keep
    R keep amount quantity day
    K holder first last        what the elder is from day to day
    O service day second for_day cancelled_day cancelled_second
    E kind count amount        all fees on one line of a statement
    N day                      the end of the days before that day
    .                          sends the answers gathered so far
"""
import sys
from datetime import date

from oracle import EVERYBODY, Holder, Lot, Refund, Sale, Tariff, attribute, earliest_day, fee_of, in_time

class Book:
    """One tariff, its holders and balances, and the sums since the last night; numbers in, lines out."""

    def __init__(self, text):
        self.tariff, self.holders, self.balances, self.kept = Tariff(text), {}, {}, {}
        self.sums = {}  # what each rule gave, each fund bore, each holder paid: the keys are r7, f2, h15

    def holder(self, number, birth, categories, rosters, resident, registered, *more):
        self.holders[number] = Holder(date.fromordinal(birth) if birth else None, categories, rosters,
                                      bool(resident), bool(registered), *more)

    def lot(self, number, *lot):
        self.holders[number].load(Lot(*lot))

    def balance(self, fund, left):
        self.balances[fund] = left

    def add(self, key, amount):
        self.sums[key] = self.sums.get(key, 0) + amount

    def sale(self, number, service, price, quantity, minutes, ordered, day, second, kind, place, keep):
        """paid|letter|groups|notices|rule:benefit:count:drawn…|counters of its slots|fund:leg…"""
        holder = self.holders[number]
        sale = Sale(self.tariff, holder, self.tariff.by_code.get(service), price, quantity, minutes, ordered, day, second,
                    kind, place)
        if sale.denied:
            return f"{sale.denied}|{sale.letter}|{sale.groups & ~EVERYBODY}"
        sale.commit(keep)
        parts, counters, legs = [], [], []
        for part in sale.parts:
            rule = part.rule
            drawn = "".join([f":{lot.account}/{lot.load}/{amount}" for lot, amount in part.drawn])
            parts.append(f"{rule.code}:{part.benefit}:{part.count}{drawn}")
            if rule.counted:
                counters.append(counters_of(holder, rule, sale.periods, sale.periods))
            legs.append(attribute(rule, part.benefit, self.balances))
            self.add(f"r{rule.code}", part.benefit)
            for fund, leg in legs[-1]:
                self.add(f"f{fund}", leg)
        self.add(f"h{number}", sale.paid)
        if keep:
            self.kept[keep] = (number, sale, legs)
        shown = " ".join([f"{fund}:{leg}" for part in legs for fund, leg in part])
        return (f"{sale.paid}|{sale.letter}|{sale.groups & ~EVERYBODY}|{','.join(sale.notices)}|{' '.join(parts)}|"
                f"{' '.join(counters)}|{shown}")

    def refund(self, keep, amount, quantity, day):
        """cash|rule:restored:count…|counters of its slots|fund:returned…|expired|account/load/left…"""
        if keep not in self.kept:
            return "no sale"
        number, sale, borne = self.kept.pop(keep)
        back = Refund(self.tariff, sale, amount, quantity, day)
        self.add(f"h{number}", -back.cash)
        parts, counters, legs = [], [], []
        for part, restored, count, before in zip(sale.parts, back.restored, back.counts, borne):
            parts.append(f"{part.rule.code}:{restored}:{count}")
            self.add(f"r{part.rule.code}", -restored)
            if part.rule.counted:
                latest = self.tariff.periods_of(sale.holder.latest[part.rule.slot], 0)
                counters.append(counters_of(sale.holder, part.rule, sale.periods, latest))
            # What stays is borne as before, first named first; the last named get back first.
            stays = attribute(part.rule, part.benefit - restored, {fund: leg for fund, leg in before})
            for (fund, leg), (_, rest) in zip(before, stays):
                legs.append(f"{fund}:{leg - rest}")
                self.add(f"f{fund}", rest - leg)
                if fund in self.balances:
                    self.balances[fund] += leg - rest
        lots = [f"{lot.account}/{lot.load}/{lot.left}" for lot in sale.holder.lots]
        return f"{back.cash}|{' '.join(parts)}|{' '.join(counters)}|{' '.join(legs)}|{back.expired}|{' '.join(lots)}"

    def order(self, service, day, second, wanted, cancelled_day, cancelled_second):
        """accepted|earliest|returned"""
        order = self.tariff.by_code[service].order
        if not order:
            return "no order"
        earliest = earliest_day(order, (day, second))
        accepted, returned = wanted >= earliest, in_time(order, (cancelled_day, cancelled_second), wanted)
        return f"{accepted:d}|{0 if accepted else earliest}|{returned:d}"

    def fees(self, kind, count, amount):
        """code:fee…"""
        name = next(name for name, code in self.tariff.kinds.items() if code == kind)
        return " ".join([f"{fee['code']}:{fee_of(fee, name, count, amount)}" for fee in self.tariff.text.get("fee", ())])

    def standings(self, number, first, last):
        """day:letter:groups:place:review… for the first day, and for each day on which it changes"""
        out, before = [], None
        for day in range(first, last + 1):
            standing = self.holders[number].standing(self.tariff, day)
            if standing != before:
                groups, letter, place, due = before = standing
                out.append(f"{day}:{letter}:{groups & ~EVERYBODY}:{place}:{due:d}")
        return " ".join(out)

    def night(self, day):
        """The sums since the last night, what lots lose that end before a day, and what is left of balances."""
        lost = []
        for number, holder in self.holders.items():
            for lot in holder.lots:
                if lot.last < day and lot.left:
                    lost.append(f"{number}/{lot.account}/{lot.load}/{lot.left}")
                    lot.left = 0
        sums, self.sums = self.sums, {}
        return (" ".join([f"{key}:{sums[key]}" for key in sorted(sums)]) + "|" + " ".join(lost) + "|"
                + " ".join([f"{fund}:{left}" for fund, left in sorted(self.balances.items())]))

def counters_of(holder, rule, periods, latest):
    """slot=times/fen of each period from the day on, a dash for those that are over by the latest use."""
    shown = [f"{holder.times[rule.key | period]}/{holder.fen[rule.key | period]}" if period == now else "-"
             for period, now in zip(periods[1:], latest[1:])]
    return f"{rule.slot}=" + ",".join(shown)

def serve():
    """T bytes: a tariff follows. H holder, L lot, B balance, S sale, R refund, N night; a dot sends the answers."""
    lines, answers, book = sys.stdin.buffer, [], None
    for line in lines:
        verb, *numbers = line.split()
        numbers = list(map(int, numbers))
        if verb == b"S":
            answers.append(book.sale(*numbers))
        elif verb == b"T":
            book = Book(lines.read(numbers[0]).decode())
        elif verb == b".":
            sys.stdout.write("\n".join(answers) + "\n.\n")
            sys.stdout.flush()
            answers.clear()
        else:
            answer = {b"H": book.holder, b"L": book.lot, b"B": book.balance, b"R": book.refund, b"O": book.order,
                      b"E": book.fees, b"K": book.standings, b"N": book.night}[verb](*numbers)
            answers += [] if answer is None else [answer]
