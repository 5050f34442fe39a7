"""资费文件里的例子 · The examples inside tariff files, worked out by the oracle and held against what they say."""
from datetime import date

from oracle import Holder, Lot, Refund, Sale, Tariff, attribute, day_of, earliest_day, fee_of, fen, in_time, moment_of

def yuan(amount):
    return f"{amount // 100}.{amount % 100:02}"

def holder_of(tariff, text):
    day = lambda key: day_of(text[key]) if key in text else 0
    holder = Holder(date.fromisoformat(text["birth"]) if "birth" in text else None,
                    sum(tariff.categories[name] for name in text.get("categories", ())),
                    sum(tariff.rosters[name] for name in text.get("rosters", ())), text.get("resident", True),
                    text.get("registered", True), text.get("care_level", 0), tariff.places.get(text.get("place"), 0),
                    day("reviewed_to"), day("until"))
    for lot in text.get("lots", ()):
        account, unit = tariff.accounts[lot["account"]]
        left = fen(lot["left"]) if unit == "fen" else lot["left"]
        holder.load(Lot(account, lot["load"], left, day_of(lot["first_day"]), day_of(lot["last_day"])))
    return holder

def sale_of(tariff, holder, text, whole):
    """Prices a sale of an example; an earlier one is at the same point unless it says otherwise."""
    point = text.get("point", whole.get("point", {}))
    return Sale(tariff, holder, tariff.services[text["service"]], fen(text["price"]), text.get("quantity", 1),
                text.get("minutes", 0), text.get("ordered", whole.get("ordered", False)), *moment_of(text["at"]),
                tariff.kinds.get(point.get("kind"), 0), tariff.places.get(point.get("place"), 0))

def example_out(tariff, text):
    """What comes out of an example, in the words of `expect`."""
    holder, drawn, legs = holder_of(tariff, text), {}, {}
    balances = {tariff.funds[name]: fen(left) for name, left in text.get("fund_left", {}).items()}
    for earlier in text.get("earlier", ()):
        sale_of(tariff, holder, earlier, text).commit()
    sale = sale_of(tariff, holder, text, text)
    if sale.denied:
        return {"denied": sale.denied, "letter": sale.letter}
    sale.commit(keep=True)
    shown = lambda account, amount: amount if account in tariff.points else yuan(amount)
    for part in sale.parts:
        for fund, leg in attribute(part.rule, part.benefit, balances):
            name = next(name for name, code in tariff.funds.items() if code == fund)
            legs[name] = legs.get(name, 0) + leg
        if part.drawn:
            drawn[part.rule.benefit["account"]] = shown(part.rule.account, sum(amount for _, amount in part.drawn))
    rules = [part.rule.name for part in sale.parts]
    out = {"self_pay": yuan(sale.paid), "benefit": yuan(sale.price - sale.paid), "letter": sale.letter,
           "rules": rules, "rule": (rules + ["none"])[0], "notice": (sale.notices + ["none"])[0], "drawn": drawn,
           "legs": {name: yuan(leg) for name, leg in legs.items() if leg}}
    if "refund" in text:
        back = text["refund"]
        refund = Refund(tariff, sale, fen(back["amount"]), back.get("quantity", 0), moment_of(back["at"])[0])
        accounts = [part.rule.account for part in sale.parts if part.drawn]
        cleared = shown(accounts[0], refund.expired) if accounts else yuan(0)
        out |= {"returned": yuan(refund.cash), "restored": yuan(sum(refund.restored)), "expired": cleared}
    out["lots"] = {str(lot.load): shown(lot.account, lot.left) for lot in holder.lots}  # in the end
    return out

def order_out(tariff, text):
    """What becomes of an order."""
    order, placed, day = tariff.services[text["service"]].order, moment_of(text["placed"]), day_of(text["day"])
    earliest = earliest_day(order, placed)
    out = {"accepted": day >= earliest}
    if not out["accepted"]:
        out["earliest"] = date.fromordinal(earliest).isoformat()
    if "cancelled" in text:
        out["returned"] = in_time(order, moment_of(text["cancelled"]), day)
    return out

def fee_out(tariff, text):
    fee = next(it for it in tariff.text["fee"] if it["name"] == text["fee"])
    return {"fee": yuan(fee_of(fee, text["kind"], text["count"], fen(text["amount"])))}

def check(paths):
    """Works out the examples of tariff files; answers with the exit code."""
    wrong = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            tariff = Tariff(file.read())
        before, count = wrong, 0
        for kind, work_out in (("example", example_out), ("order_example", order_out), ("fee_example", fee_out)):
            for text in tariff.text.get(kind, ()):
                out, count = work_out(tariff, text), count + 1
                for key, value in text["expect"].items():
                    got = out.get(key)
                    if key == "lots" and got:  # only the loads that are written
                        got = {load: left for load, left in got.items() if load in value}
                    if key == "legs":
                        value = {name: leg for name, leg in value.items() if fen(leg)}
                    if got != value:
                        wrong += 1
                        print(f"{path}：{text['name']}：{key} 应为 {value}，算得 {got} · should be {value}, is {got}")
        if wrong == before:
            print(f"{path}：{count} 个例子相符 · {count} examples come out")
    return 1 if wrong else 0
