"""逐行问答 · One line asked, one line answered: how the comparison talks to the oracle.

A line is a letter and whole numbers; days are ordinals, amounts fen, names their codes, and 0 is nothing there.

    T bytes                    a tariff of so many bytes follows; it forgets all holders
    H number birth categories rosters resident registered care place reviewed until
    L holder account load left first last
    B fund left                what a limited fund still has
    S holder service price quantity minutes ordered day second kind place keep
    R keep amount quantity day
    N day                      the end of the days before that day
    .                          sends the answers gathered so far
"""
import sys
from datetime import date

from oracle import EVERYBODY, Holder, Lot, Refund, Sale, Tariff, attribute

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
        sale = Sale(self.tariff, holder, self.tariff.by_code[service], price, quantity, minutes, ordered, day, second,
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
                counters.append(counters_of(holder, rule, sale.periods))
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
        """cash|rule:restored:count…|fund:returned…|expired|account/load/left…"""
        if keep not in self.kept:
            return "no sale"
        number, sale, borne = self.kept.pop(keep)
        back = Refund(self.tariff, sale, amount, quantity, day)
        self.add(f"h{number}", -back.cash)
        parts, legs = [], []
        for part, restored, count, before in zip(sale.parts, back.restored, back.counts, borne):
            parts.append(f"{part.rule.code}:{restored}:{count}")
            self.add(f"r{part.rule.code}", -restored)
            # What stays is borne as before, first named first; the last named get back first.
            stays = attribute(part.rule, part.benefit - restored, {fund: leg for fund, leg in before})
            for (fund, leg), (_, rest) in zip(before, stays):
                legs.append(f"{fund}:{leg - rest}")
                self.add(f"f{fund}", rest - leg)
                if fund in self.balances:
                    self.balances[fund] += leg - rest
        lots = [f"{lot.account}/{lot.load}/{lot.left}" for lot in sale.holder.lots]
        return f"{back.cash}|{' '.join(parts)}|{' '.join(legs)}|{back.expired}|{' '.join(lots)}"

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

def counters_of(holder, rule, periods):
    """slot=times/fen of each period from the day on."""
    keys = [rule.key | period for period in periods[1:]]
    return f"{rule.slot}=" + ",".join([f"{holder.times[key]}/{holder.fen[key]}" for key in keys])

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
            answer = {b"H": book.holder, b"L": book.lot, b"B": book.balance, b"R": book.refund,
                      b"N": book.night}[verb](*numbers)
            answers += [] if answer is None else [answer]
