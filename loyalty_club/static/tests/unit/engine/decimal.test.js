import { expect, test } from "@odoo/hoot";
import { ONE, decimal, over, quantize, share, times, toNumber, toText } from "@loyalty_club/pos/engine/decimal";
import { exact } from "@loyalty_club/pos/engine/points";

test("numbers mean what they print as", () => {
    expect(toText(exact(0.1 + 0.2))).toBe("0.3");
    expect(toText(exact(1.005))).toBe("1.01");
    expect(toText(exact(-0.005))).toBe("-0.01");
    expect(toText(exact(123456789.01))).toBe("123456789.01");
    expect([null, undefined, false, 0, "7"].map((value) => toText(exact(value)))).toEqual(["0", "0", "0", "0", "7"]);
});

test("texts and numbers of any size", () => {
    expect(toText(decimal(1e-7))).toBe("0.0000001");
    expect(toText(decimal("1.5E3"))).toBe("1500");
    expect(toText(decimal(1e21))).toBe("1000000000000000000000");
    expect(toText(decimal("-12.50"))).toBe("-12.5");
    expect(toNumber(decimal(19.99))).toBe(19.99);
});

test("products and quotients", () => {
    expect(toText(times(decimal("0.1"), decimal("19.99")))).toBe("1.999");
    expect(toText(over(ONE, decimal(4)))).toBe("0.25");
    expect(toText(share(decimal(10), decimal(1), decimal(3)))).toBe(`3.${"3".repeat(30)}`);
});

test("methods of rounding", () => {
    const rounded = (value) =>
        ["DOWN", "UP", "HALF-UP", "HALF-EVEN", "FLOOR", "CEILING"].map((method) =>
            toNumber(quantize(decimal(value), ONE, method))
        );
    expect(rounded("2.5")).toEqual([2, 3, 3, 2, 2, 3]);
    expect(rounded("-2.5")).toEqual([-2, -3, -3, -2, -3, -2]);
    expect(rounded("3.5")).toEqual([3, 4, 4, 4, 3, 4]);
    expect(rounded("-7")).toEqual([-7, -7, -7, -7, -7, -7]);
    expect(rounded("0.1")).toEqual([0, 1, 0, 0, 0, 1]);
});
