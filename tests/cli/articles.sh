# shellcheck shell=sh
# articles.sh - invented articles for the golden cases, as functions that print them
#
# SPDX-License-Identifier: MIT

# 75 words.
ferry() {
    cat <<'END'
The ferry to Osk island will sail again from Monday morning, the harbour office of Velmar said on
Friday, after engineers had replaced both engines of the forty-year-old ship.

Commuters had been taken across the sound by fishing boats for three weeks. The island school
reported that a third of its pupils had missed lessons during the storms of early March.

The repair cost two million marks, and half of that sum was paid by the province.
END
}

# The same report in another paper: headline, advertisement in the middle, footer.
ferry_reprint() {
    cat <<'END'
GOOD NEWS FOR ISLANDERS: SHIP RETURNS

The ferry to Osk island will sail again from Monday morning, the harbor office of Velmar said on
Friday, after engineers had replaced both engines of the forty-year-old ship.

Advertisement: spring tyres at half price, only at Brodin's garage on Mill Road!

Commuters had been taken across the sound by fishing boats for three weeks. The island school
reported that a third of its pupils had missed lessons during the storms of early March.

The repair cost two million marks, and half of that sum was paid by the province.
END
}

# The same event in other words.
ferry_other() {
    cat <<'END'
Islanders on Osk can stop hitching lifts from fishermen: their old ship is back at work next week,
with a new pair of diesels in its hull. The bill of two million marks is shared with the regional
government. Teachers hope that the benches in their classrooms, many of them empty in the past
weeks of bad weather, will soon be full again, headmistress Runa Tal told this paper yesterday.
END
}

market() {
    cat <<'END'
Grain prices on the exchange of Tarn rose for the fifth day in a row on Tuesday, as traders bought
ahead of the report on winter stocks that the ministry of farming is due to publish this week.

Barley closed at 214 crowns a tonne, four more than on Monday. Dealers said that rain in the eastern
valleys had delayed sowing, and that two mills had run short of flour for the second time.
END
}

museum() {
    cat <<'END'
A museum of lighthouse keeping opens its doors in Kellby this summer. Its founders, two sisters who
grew up in the last tower on that coast to be run by hand, collected lamps, logbooks and fog bells
for thirty years and kept them in a barn. The town council has now lent them the old customs house.
END
}
