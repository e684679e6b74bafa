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

# report N [SENTENCES]: an invented report of sentences of twelve words, 8 unless told. Two numbers
# give two reports that have single words in common and nothing else.
report() {
    awk -v seed="$1" -v count="${2:-8}" '
        { for (i = 1; i <= NF; i++) word[++size] = $i }
        END {
            x = seed * 7919 + 17
            for (i = 1; i <= 12 * count; i++) {
                x = x * 16807 % 2147483647
                printf "%s%s", word[1 + int(x / 7) % size], i % 12 == 0 ? ".\n" : " "
            }
        }' <<'END'
harbour council school mill bridge farm library choir market tower quarry tram mayor baker teacher
pilot miller captain clerk nurse judge farmer sailor smith opened closed sold painted moved
inspected mended praised lost found won shut Osk Velmar Tarn Kellby Harn Sulme Orrick Fennmoor Lathe
Quell Nisk Brodin Monday March winter midnight noon dawn Friday harvest autumn May Easter June
quietly again slowly proudly early late twice alone soon badly gladly once lamp rope cart stove
ladder barrel wagon anchor bell candle basket drum kettle mirror needle pillow saddle trumpet violin
whistle acorn beetle cherry falcon heron lizard otter pigeon rabbit salmon tulip weasel
END
}

# What one paper prints below each of its articles: 69 words.
footer() {
    cat <<'END'
You are reading the online edition of the Sulme Lantern, the only daily paper between the two lakes.
Subscribe today and have our crossword, our tide tables and our recipes sent to your door at dawn.
Write to the editor, place a notice, order a photograph or join our circle of readers. All that is
printed here belongs to Lantern Press and may not be copied without asking first.
END
}

# archive: the folder news with three copies (one of them byte by byte), their lead, and a report that
# stands alone, all of one time; and its table, clusters.tsv.
archive() {
    mkdir -p news/east news/west
    ferry_reprint >news/east/lead.txt
    ferry >news/east/copy.txt
    cp news/east/lead.txt news/west/same.txt
    ferry >news/west/copy.txt
    market >news/west/market.txt
    find news -type f -exec touch -d '2026-02-03 04:05:06.5Z' {} +
    $NEWSDUPES --threads="$T" --stamp news >clusters.tsv
}
