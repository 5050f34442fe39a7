#!/usr/bin/env python3
"""资费的第二个算法 · The tariff language, worked out a second time.

Written from the language reference alone, with whole numbers and fractions and never a float, so that an
auditor may hold it against the program the county runs: the two must agree on every fen.

    oracle.py check FILE…    算出资费文件里的全部例子 · work out every example of a tariff
    oracle.py serve          逐行问答，供比对程序用 · answer lines on standard input, for the comparison

Inside: amounts are whole fen, days are proleptic ordinals (1 is 1 January of the year 1), hours are seconds of
a day, kinds, places and accounts are their codes, and whatever is not there is 0 or None.
"""
import sys
import tomllib
from collections import namedtuple
from datetime import date
from fractions import Fraction

STAGES = ("concession", "benefit", "voucher")
SCOPES = ("window", "day", "week", "month", "quarter", "year")  # a `sale` is no period: nothing is kept for it
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ANSWERS = {"partial": 1, "none": 2, "deny": 3}  # of caps; the larger number outranks the smaller
EVERYBODY = 1 << 32  # a group bit above all that a tariff may declare

Part = namedtuple("Part", "rule benefit count drawn")  # what one rule gave; `drawn` is (lot, amount), in order

class NoSale(Exception):
    """Why a sale is refused; its argument is the word an example would use."""

# ---- 数 · numbers ----

def fen(text):
    """Fen of an amount written in yuan."""
    amount = Fraction(text) * 100
    if amount.denominator != 1:
        raise ValueError(f"不是整分 · not whole fen: {text}")
    return amount.numerator

def rounded(number, divisor, unit=1, mode="half_up"):
    """The fraction number ÷ divisor, in fen, rounded to a multiple of unit."""
    step = divisor * unit
    whole, rest = divmod(number, step)
    if mode == "half_up":
        up = 2 * rest >= step
    elif mode == "half_even":
        up = 2 * rest > step or (2 * rest == step and whole % 2 == 1)
    else:
        up = mode == "ceil" and rest > 0
    return (whole + up) * unit

def pieces(amount, count):
    """Equal parts of an amount, the fen that do not divide on the first ones."""
    each, over = divmod(amount, count)
    return [each + 1] * over + [each] * (count - over)

def share(amount, rate, rounding):
    """What a rate in ten-thousandths takes off an amount; `on` says whether that or the rest is rounded."""
    unit, mode, on, _ = rounding
    if on == "subsidy":
        return min(rounded(amount * rate, 10000, unit, mode), amount)
    return amount - min(rounded(amount * (10000 - rate), 10000, unit, mode), amount)

def rounding_of(table):
    return (table.get("unit", 1), table.get("mode", "half_up"), table.get("on", "subsidy"), table.get("scope", "bill"))

# ---- 日子 · days ----

def day_of(text):
    return date.fromisoformat(text).toordinal()

def seconds_of(text):
    """Seconds since midnight of `hh:mm` or `hh:mm:ss`; 24:00 is the end of the day."""
    hour, minute, second = (list(map(int, text.split(":"))) + [0])[:3]
    return (hour * 60 + minute) * 60 + second

def moment_of(text):
    return day_of(text[:10]), seconds_of(text[11:])

class Day:
    """What the calendar of a tariff says about one day."""

    def __init__(self, tariff, ordinal):
        day = date.fromordinal(ordinal)
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        self.ordinal, self.weekday, self.dom = ordinal, day.weekday(), day.day
        self.month_days = after.toordinal() - ordinal + day.day - 1
        self.rest = ordinal in tariff.rest or (self.weekday >= 5 and ordinal not in tariff.work)
        self.festivals = {name for name, days in tariff.festivals.items() if ordinal in days}
        quarter = day.year * 4 + (day.month - 1) // 3
        self.periods = (ordinal, ordinal - self.weekday, day.year * 12 + day.month, quarter, day.year)

def counts_from(birth, years, basis, leap_rule):
    """The ordinal from which somebody counts as so many years old."""
    year, month, dom = birth.year + years, birth.month, birth.day
    if (month, dom) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
        month, dom = (2, 28) if leap_rule == "feb28" else (3, 1)
    return {"birthday": lambda: date(year, month, dom).toordinal(),
            "day_after": lambda: date(year, month, dom).toordinal() + 1,
            "first_of_month": lambda: date(year, month, 1).toordinal(),
            "next_month": lambda: date(year + month // 12, month % 12 + 1, 1).toordinal(),
            "year": lambda: date(year, 1, 1).toordinal()}[basis]()

def age_on(birth, ordinal, basis, leap_rule):
    """Completed years on a day."""
    years = date.fromordinal(ordinal).year - birth.year
    return years if counts_from(birth, years, basis, leap_rule) <= ordinal else years - 1

# ---- 一份资费 · a tariff ----

class Rule:
    """One rule, its words turned into numbers."""

    def __init__(self, tariff, text):
        self.code, self.name, self.refund = text["code"], text["name"], text.get("refund", tariff.refund)
        self.services, self.groups = set(text["services"]), tariff.mask(text["groups"])
        self.when, self.where, stack = text.get("when", {}), text.get("where", {}), text.get("stack", {})
        self.first_day = day_of(self.when.get("first_day", "0001-01-01"))
        self.last_day = day_of(self.when.get("last_day", "9999-12-31"))
        self.windows = {tariff.windows[name][0] for name in self.when.get("windows", ())}
        self.kinds = {tariff.kinds[name] for name in self.where.get("kinds", ())}
        self.places = {tariff.places[name] for name in self.where.get("places", ())}
        self.benefit = text["benefit"] | {key: fen(text["benefit"][key]) for key in ("value", "min")
                                          if key in text["benefit"]}
        self.mode, self.value, self.rate = (self.benefit.get(key) for key in ("mode", "value", "rate"))
        self.account = tariff.accounts[self.benefit["account"]][0] if "account" in self.benefit else None
        self.tiers = [(tier.get("to"), fen(tier["value"])) for tier in self.benefit.get("tiers", ())]
        self.rounding = rounding_of(text["round"]) if "round" in text else tariff.rounding
        self.slot = text.get("slot", self.code)
        self.key = self.slot << 32  # the counters of a slot are found under this and the key of a period
        self.counts, self.amounts = [], []  # (number of the scope or None for a sale, limit, answer)
        for cap in text.get("cap", ()):
            counted = cap["kind"] == "count"
            answer = ANSWERS[cap.get("on_exceed", "none" if counted else "partial")]
            scope = None if cap["scope"] == "sale" else SCOPES.index(cap["scope"])
            (self.counts if counted else self.amounts).append(
                (scope, cap["limit"] if counted else fen(cap["limit"]), answer))
        self.counted = any(cap[0] is not None for cap in self.counts + self.amounts)
        self.ratio = [(tariff.funds[leg["name"]], leg["share"]) for leg in text["fund"].get("ratio", ())]
        self.waterfall = [(tariff.funds[leg["name"]], fen(leg["up_to"]) if "up_to" in leg else None)
                          for leg in text["fund"].get("waterfall", ())]
        usual = "voucher" if self.account else "benefit"
        self.stage, self.overlay = STAGES.index(stack.get("group", usual)), stack.get("overlay", False)
        self.priority = text.get("priority", 100)

class Service:
    """What is sold."""

    def __init__(self, tariff, text):
        self.name, self.order, self.deny = text["name"], text.get("order", {}), text.get("outsiders") == "deny"
        self.windows = [tariff.windows[name] for name in text.get("windows", ())]
        self.kinds, self.closed_on = {tariff.kinds[name] for name in text.get("kinds", ())}, text.get("closed_on", ())
        self.groups = tariff.mask(text.get("groups", ["everybody"]))

    def hour(self, ordinal, second):
        """The window and the business day of a tap: 0 without windows, None outside of them."""
        if not self.windows:
            return 0, ordinal
        for code, start, end in self.windows:
            if start <= second < end or (end < start and second >= start):
                return code, ordinal
            if end < start and second < end:
                return code, ordinal - 1
        return None, ordinal

class Tariff:
    """A tariff file, read; what depends on a day is worked out once and kept."""

    def __init__(self, text):
        self.text = text = tomllib.loads(text)
        head, holders, days = text["tariff"], text.get("holders", {}), text.get("days", {})
        every = lambda key: text.get(key, ())
        codes = lambda key: {it["name"]: it["code"] for it in every(key)}
        self.basis, self.leap_rule, self.refund = head["age_basis"], head["leap_rule"], head.get("refund", "rerate")
        self.rounding = rounding_of(head.get("round", {}))
        self.categories = {name: 1 << i for i, name in enumerate(holders.get("categories", ()))}
        self.rosters = {name: 1 << i for i, name in enumerate(holders.get("rosters", ()))}
        self.rest, self.work = set(map(day_of, days.get("rest", ()))), set(map(day_of, days.get("work", ())))
        self.festivals = {it["name"]: set(map(day_of, it["days"])) for it in every("festival")}
        self.windows = {it["name"]: (it["code"], seconds_of(it["from"]), seconds_of(it["to"])) for it in every("window")}
        self.kinds, self.places, self.funds = codes("kind"), codes("place"), codes("fund")
        self.above = {0: set()}  # a place and all it lies in
        within = {it["code"]: self.places.get(it.get("within")) for it in every("place")}
        for code in within:
            self.above[code], at = set(), code
            while at:
                self.above[code].add(at)
                at = within[at]
        self.accounts = {it["name"]: (it["code"], it["unit"]) for it in every("account")}
        self.points = {code for code, unit in self.accounts.values() if unit == "point"}
        self.bits = {it["name"]: 1 << it["bit"] for it in every("group")} | {"everybody": EVERYBODY}
        self.services = {it["name"]: Service(self, it) for it in every("service")}
        self.by_code = {it["code"]: self.services[it["name"]] for it in every("service")}
        self.limited = {it["code"] for it in every("fund") if it.get("limited")}
        self.rules = [Rule(self, it) for it in every("rule")]
        self.days, self.periods, self.fitting = {}, {}, {}

    def mask(self, names):
        return sum({self.bits[name] for name in names})

    def day(self, ordinal):
        if ordinal not in self.days:
            self.days[ordinal] = Day(self, ordinal)
        return self.days[ordinal]

    def periods_of(self, ordinal, window):
        """The keys of the six periods that a sale falls into, in the order of SCOPES."""
        key = ordinal * 17 + window
        if key not in self.periods:
            numbers = (key,) + self.day(ordinal).periods
            self.periods[key] = tuple(scope << 26 | number for scope, number in enumerate(numbers))
        return self.periods[key]

    def stages(self, service, ordinal, window):
        """The rules for a service on a day in a window: for each stage the overlays, then the others."""
        key = (service, ordinal, window)
        if key not in self.fitting:
            rules = [it for it in self.rules if service in it.services and self.timely(it, self.day(ordinal), window)]
            self.fitting[key] = [[[it for it in rules if it.stage == stage and it.overlay == overlay]
                                  for overlay in (True, False)] for stage in range(3)]
        return self.fitting[key]

    def timely(self, rule, day, window):
        """Whether `when` of a rule holds."""
        when = rule.when
        return ((not rule.windows or window in rule.windows)
                and rule.first_day <= day.ordinal <= rule.last_day
                and ("weekdays" not in when or WEEKDAYS[day.weekday] in when["weekdays"])
                and ("days" not in when or day.rest == (when["days"] == "rest"))
                and ("festivals" not in when or not day.festivals.isdisjoint(when["festivals"]))
                and ("days_of_month" not in when or self.falls(day, when["days_of_month"], when.get("shift"))))

    def falls(self, day, doms, shift):
        """Whether a day is one of the listed days of a month, missing days and days off moved by `shift`."""
        if shift == "month_end" and day.dom == day.month_days and max(doms) > day.dom:
            return True
        if shift != "next_workday":
            return day.dom in doms
        if day.rest:
            return False
        while day.dom not in doms:  # a listed day off moves here over the days off in between
            day = self.day(day.ordinal - 1)
            if not day.rest:
                return False
        return True

# ---- 老人 · holders ----

class Lot:
    """Vouchers or points of one load."""

    def __init__(self, account, load, left, first, last):
        self.account, self.load, self.left, self.first, self.last = account, load, left, first, last

class Holder:
    """An elder and what was used so far; `birth` is None for somebody the center does not know."""

    def __init__(self, birth, categories, rosters, resident, registered, care, place, reviewed, until):
        self.birth, self.categories, self.rosters, self.resident = birth, categories, rosters, resident
        self.registered, self.care, self.place, self.reviewed, self.until = registered, care, place, reviewed, until
        self.times, self.fen, self.latest, self.lots, self.known = {}, {}, {}, [], {}

    def load(self, lot):
        self.lots.append(lot)
        self.lots.sort(key=lambda lot: (lot.last, lot.first, lot.load))

    def standing(self, tariff, ordinal):
        """Groups, letter, place, and whether a review is due, on a day."""
        if ordinal not in self.known:
            self.known[ordinal] = self.classify(tariff, ordinal)
        return self.known[ordinal]

    def classify(self, tariff, ordinal):
        if self.birth is None or (self.until and ordinal > self.until):
            return EVERYBODY, "-", 0, False
        due = self.categories != 0 and self.reviewed != 0 and ordinal > self.reviewed
        categories = 0 if due else self.categories
        age, groups, letter = age_on(self.birth, ordinal, tariff.basis, tariff.leap_rule), EVERYBODY, "-"
        among = lambda mine, words, names: any(mine & words[name] for name in names)
        for it in tariff.text.get("group", ()):
            who = it["who"]
            if (who.get("age_from", age) <= age <= who.get("age_to", age)
                    and ("categories_any" not in who or among(categories, tariff.categories, who["categories_any"]))
                    and not among(categories, tariff.categories, who.get("categories_none", ()))
                    and ("rosters_any" not in who or among(self.rosters, tariff.rosters, who["rosters_any"]))
                    and ("places_any" not in who
                         or any(tariff.places[name] in tariff.above[self.place] for name in who["places_any"]))
                    and who.get("resident", self.resident) == self.resident
                    and who.get("registered", self.registered) == self.registered
                    and who.get("care_from", 0) <= self.care <= who.get("care_to", 6)):
                groups |= 1 << it["bit"]
                letter = it.get("letter", "-") if letter == "-" else letter
        return groups, letter, self.place, due

# ---- 想给多少 · what a rule would give ----

def units_of(benefit, minutes):
    """Whole units of a duration."""
    units, over = divmod(minutes, benefit["unit"])
    part = benefit.get("part", "deny")
    if over and benefit["unit"] - over <= benefit.get("grace", 0):
        return units + 1
    if over and part == "deny":
        raise NoSale("part_unit")
    return units + (over > 0 and part == "ceil")

def month_price(rule, days, month_days):
    """The part of the price of a month for some of its days."""
    unit, mode = rule.rounding[:2]
    if days > month_days:
        raise NoSale("bad_quantity")
    if rule.benefit["method"] == "daily_first":
        return rounded(rule.value, month_days, unit, mode) * days
    return rounded(rule.value * days, month_days, unit, mode)

def tiers_total(tiers, quantity):
    """What so many pieces count together, each in its tier."""
    total = reached = 0
    for to, value in tiers:
        upper = quantity if to is None else min(to, quantity)
        total, reached = total + max(upper - reached, 0) * value, max(upper, reached)
    return total

def would_give(rule, sale, left):
    """Amounts, one for each time the rule counts, of what is left; no caps yet."""
    mode, value, rounding, number = rule.mode, rule.value, rule.rounding, sale.quantity
    if mode == "free":
        return pieces(left, number)
    if mode == "points_per_unit":
        units = units_of(rule.benefit, sale.minutes)
        if units * rule.benefit["points"] > sale.held(rule.account):
            raise NoSale("points_short")
        return [left] if units else []
    if mode == "fixed_price":
        amounts = [piece - value for piece in pieces(left, number) if piece > value]
    elif mode == "amount_off":
        amounts = [left if value is None else min(value, left)]
    elif mode == "percent_off":
        amounts = [share(it, rule.rate, rounding) for it in pieces(left, number if rounding[3] == "item" else 1)]
    elif mode == "share_of_bill":
        number = number if rounding[3] == "item" else 1
        amounts = [min(share(listed, rule.rate, rounding), piece)
                   for listed, piece in zip(pieces(sale.price, number), pieces(left, number))]
    elif mode == "threshold_off":
        bill = sale.price if rule.benefit.get("min_on") == "list" else left
        amounts = [min(value, left) if bill >= rule.benefit["min"] else 0]
    elif mode == "voucher":
        amounts = [min(left, sale.held(rule.account))]
    elif mode == "prorata_month":
        amounts = [left - month_price(rule, number, sale.day.month_days)]
    else:
        amounts = [min(tiers_total(rule.tiers, number), left)]
    return [amount for amount in amounts if amount > 0]

# ---- 一笔 · one sale ----

class Sale:
    """A sale and its price. `times`, `fen` and `lots` are what the holder has used and holds before it."""

    def __init__(self, tariff, holder, service, price, quantity, minutes, ordered, tap, second, kind, place,
                 times=None, fen=None, lots=None):
        self.holder, self.service, self.price, self.quantity = holder, service, price, quantity
        self.minutes, self.ordered, self.tap, self.second, self.kind, self.place = (
            minutes, ordered, tap, second, kind, place)
        self.times = holder.times if times is None else times
        self.fen = holder.fen if fen is None else fen
        self.lots = [(lot, lot.left) for lot in holder.lots] if lots is None else lots
        self.window, ordinal = service.hour(tap, second) if service else (None, tap)
        self.day = tariff.day(ordinal)
        self.groups, self.letter, self.own, due = holder.standing(tariff, ordinal)
        self.paid, self.parts, self.notices, self.denied = price, [], [], None
        try:
            self.refuse()
            outsider = not self.groups & service.groups
            self.notices += ["not_on_roster"] * outsider + ["review_due"] * due
            if not outsider:
                self.find_price(tariff)
        except NoSale as refusal:
            self.paid, self.parts, self.denied = price, [], refusal.args[0]

    def refuse(self):
        """Refusals of what is asked for, whatever it costs; the first that holds is told."""
        service = self.service
        if service is None:
            raise NoSale("unknown_service")
        for word, holds in (("bad_price", self.price < 0),
                            ("bad_quantity", self.quantity == 0),
                            ("wrong_merchant", service.kinds and self.kind not in service.kinds),
                            ("closed_day", not self.day.festivals.isdisjoint(service.closed_on)),
                            ("window_closed", self.window is None),
                            ("order_required", service.order.get("required") and not self.ordered),
                            ("not_on_roster", service.deny and not self.groups & service.groups)):
            if holds:
                raise NoSale(word)

    def find_price(self, tariff):
        """Stage by stage the best rule gives; what is left in the end is paid."""
        self.periods = tariff.periods_of(self.day.ordinal, self.window)
        for layers in tariff.stages(self.service.name, self.day.ordinal, self.window):
            if not self.parts or self.paid:
                self.paid -= self.ask(tariff, layers, self.paid)

    def ask(self, tariff, layers, left):
        """One stage; answers with what it gives."""
        gives, cuts = [], []  # (-amount, priority, code, …): the smallest is the best
        for layer in layers:
            for rule in layer:
                if rule.groups & self.groups and (not rule.where or self.here(tariff, rule)):
                    wanted = would_give(rule, self, left)
                    given, count, cut = self.capped(rule, wanted, left) if wanted else (0, 0, False)
                    if count:
                        gives.append((-given, rule.priority, rule.code, count, rule))
                    if cut:
                        cuts.append((-sum(wanted), rule.priority, rule.code, count))
            if gives:
                break
        given = 0
        if gives:
            given, _, _, count, rule = min(gives)
            given = -given
            self.parts.append(Part(rule, given, count, self.draw(rule, given)))
        if cuts and (not gives or -min(cuts)[0] > given):
            self.notices.append("cap_cut" if min(cuts)[3] else "benefit_taken")
        return given

    def here(self, tariff, rule):
        """Whether `where` of a rule holds."""
        till, own = tariff.above[self.place], tariff.above[self.own]
        return ((not rule.kinds or self.kind in rule.kinds)
                and (not rule.places or not rule.places.isdisjoint(till))
                and (not rule.where.get("own_place") or self.place in own or self.own in till))

    def capped(self, rule, wanted, left):
        """What caps leave of the wanted amounts: the sum, how often it counts, whether a cap had to answer."""
        answer, number, keep = 0, len(wanted), len(wanted)
        for scope, limit, says in rule.counts:
            room = limit if scope is None else max(limit - self.times.get(rule.key | self.periods[scope], 0), 0)
            if number > room:
                answer, keep = max(answer, says), min(keep, room)
        kept = given = sum(wanted[:keep])
        for scope, limit, says in rule.amounts:
            room = limit if scope is None else max(limit - self.fen.get(rule.key | self.periods[scope], 0), 0)
            if kept > room:
                answer, given = max(answer, says), min(given, room)
        if answer == ANSWERS["deny"]:
            raise NoSale("cap_reached")
        if answer == ANSWERS["none"] or (kept and not given) or (rule.mode == "points_per_unit" and given < left):
            return 0, 0, answer > 0
        return given, keep, answer > 0

    def held(self, account):
        """What the lots of an account hold that are valid on the business day."""
        today = self.day.ordinal
        return sum(left for lot, left in self.lots if lot.account == account and lot.first <= today <= lot.last)

    def draw(self, rule, given):
        """What comes out of which lot: first to expire first."""
        if not rule.account:
            return ()
        voucher, today, drawn = rule.mode == "voucher", self.day.ordinal, []
        rest = given if voucher else units_of(rule.benefit, self.minutes) * rule.benefit["points"]
        for lot, left in self.lots:
            if lot.account == rule.account and lot.first <= today <= lot.last and min(rest, left) > 0:
                drawn.append((lot, min(rest, left)))
                rest -= min(rest, left)
        return drawn

    def commit(self, keep=False):
        """Counts the sale and draws from the lots; kept for a refund, it remembers what was before."""
        self.before = (self.times.copy(), self.fen.copy(), self.lots) if keep else None
        for part in self.parts:
            self.count(part.rule, part.count, part.benefit)
            self.holder.latest[part.rule.slot] = self.day.ordinal
            for lot, amount in part.drawn:
                lot.left -= amount

    def count(self, rule, count, amount):
        if rule.counted:
            times, fen = self.holder.times, self.holder.fen
            for period in self.periods:
                key = rule.key | period
                times[key] = times.get(key, 0) + count
                fen[key] = fen.get(key, 0) + amount

# ---- 退款 · refunds ----

class Refund:
    """Gives back a part of a sale: cash, benefit stage by stage, counts, what lots get and what expired."""

    def __init__(self, tariff, sale, amount, quantity, day):
        if amount > sale.price or (amount < 1 and sale.price):
            raise ValueError(f"退款金额不对 · not an amount to refund: {amount}")
        whole, self.sale, self.expired = amount == sale.price, sale, 0
        if quantity >= sale.quantity and not whole:
            raise ValueError(f"退款件数不对 · not so many pieces: {quantity}")
        if whole:
            self.cash, self.restored, self.counts = (
                sale.paid, [part.benefit for part in sale.parts], [part.count for part in sale.parts])
        elif (sale.parts[0].rule.refund if sale.parts else tariff.refund) == "rerate":
            self.rerate(tariff, amount, quantity)
        else:
            self.prorata(amount, quantity)
        for part, restored, count in zip(sale.parts, self.restored, self.counts):
            sale.count(part.rule, -count, -restored)
            voucher = part.rule.mode == "voucher"
            rest = restored if voucher else sum(drawn for _, drawn in part.drawn) if whole else 0
            for lot, drawn in reversed(part.drawn):
                back = min(rest, drawn)
                rest -= back
                if day <= lot.last:
                    lot.left += back
                else:
                    self.expired += back

    def rerate(self, tariff, amount, quantity):
        """Prices the kept part as of the original sale and returns the difference."""
        sale, parts = self.sale, self.sale.parts
        again = Sale(tariff, sale.holder, sale.service, sale.price - amount, sale.quantity - quantity,
                     sale.minutes, sale.ordered, sale.tap, sale.second, sale.kind, sale.place, *sale.before)
        gives = {part.rule.stage: part.benefit for part in again.parts}
        less = sale.paid - again.paid
        self.cash = min(max(less, 0), amount)
        self.restored = [part.benefit - gives.pop(part.rule.stage, 0) for part in parts]
        if self.cash != less or gives or min(self.restored, default=0) < 0:
            rest = amount - self.cash
            for i in reversed(range(len(parts))):
                self.restored[i] = min(rest, parts[i].benefit)
                rest -= self.restored[i]
        still = {part.rule: part.count for part in again.parts}
        self.counts = [max(part.count - still.get(part.rule, 0), 0) for part in parts]

    def prorata(self, amount, quantity):
        """Returns in proportion, what was paid first and then stage by stage, so that no fen is lost."""
        upto, price = self.sale.paid, self.sale.price
        self.cash, self.restored, self.counts = rounded(upto * amount, price), [], []
        for part in self.sale.parts:
            upto += part.benefit
            self.restored.append(rounded(upto * amount, price) - self.cash - sum(self.restored))
            whole = self.restored[-1] == part.benefit
            self.counts.append(part.count if whole else min(quantity, part.count) if part.count > 1 else 0)

# ---- 资金、预订、手续费 · funds, orders, fees ----

def attribute(rule, benefit, balances):
    """Which fund bears how much: (fund, fen) in the order of the text; balances of limited funds go down."""
    if rule.ratio:
        legs = [benefit * part // 10000 for _, part in rule.ratio]
        by_rest = sorted(range(len(legs)), key=lambda i: -(benefit * rule.ratio[i][1] % 10000))
        for i in by_rest[:benefit - sum(legs)]:
            legs[i] += 1
        return [(fund, leg) for (fund, _), leg in zip(rule.ratio, legs)]
    legs = []
    for fund, up_to in rule.waterfall:
        leg = benefit if up_to is None else min(benefit, up_to, balances.get(fund, benefit))
        if fund in balances:
            balances[fund] -= leg
        legs.append((fund, leg))
        benefit -= leg
    return legs

def in_time(order, moment, day):
    """Whether a moment is before the cut-off of an order for a day."""
    return moment < (day - order.get("days_before", 0), seconds_of(order.get("cut_off", "24:00")))

def earliest_day(order, placed):
    """The first day for which an order placed at a moment is in time."""
    day = placed[0]
    while not in_time(order, placed, day):
        day += 1
    return day

def fee_of(fee, kind, count, amount):
    """The fee of one line of a statement; nothing for a kind of merchant it does not fall on."""
    if kind not in fee.get("kinds", [kind]):
        return 0
    exact = amount * fee.get("rate", 0) + 10000 * (count * fen(fee.get("each", "0")) + fen(fee.get("fixed", "0")))
    return rounded(exact, 10000, *rounding_of(fee.get("round", {}))[:2])

if __name__ == "__main__":
    sys.dont_write_bytecode = True
    import examples
    import serve
    if sys.argv[1:2] == ["check"]:
        sys.exit(examples.check(sys.argv[2:]))
    if sys.argv[1:] != ["serve"]:
        sys.exit(__doc__)
    serve.serve()
