//! Articles in many scripts, found by words as readers type them; passages of whole characters.

use std::fmt::Write as _;

use crate::sandbox::Sandbox;

/// An id, which is the code of the language, a text, and words that must find it.
const ARTICLES: &[(&str, &str, &[&str])] = &[
    (
        "ar",
        "قُتل ثلاثة أشخاص يوم الثلاثاء في انفجار وسط العاصمة العراقية بغداد. وقالت الشرطة إن \
         إرهابيين نفذوا الهجوم على مدرسة. وأعلنت الحكومـــة الحداد بعد مقتل ١٩ جنديا.",
        &["ارهابيين", "إرهابيين", "الحكومة", "مدرسه", "19", "قتل"],
    ),
    (
        "fa",
        "زمین‌لرزه‌ای به بزرگی ۶٫۳ ریشتر روز سه‌شنبه استان کرمانشاه را لرزاند. مقام‌های ایرانی \
         می‌گویند دست‌کم ۱۲ نفر کشته شده‌اند و کمک‌رسانی ادامه دارد.",
        &["می‌گویند", "مي‌گويند", "كشته", "6.3", "12", "ايراني"],
    ),
    (
        "ur",
        "پشاور میں منگل کے روز ایک مسجد میں دھماکہ ہوا جس میں کم از کم ۵۹ افراد ہلاک ہو گئے۔ پولیس \
         کے مطابق حملہ آور نے نماز کے دوران خود کو اڑا لیا۔",
        &["دھماکہ", "پوليس", "59", "مسجد"],
    ),
    (
        "hi",
        "दिल्ली में मंगलवार को यमुना नदी का जलस्तर ख़तरे के निशान से ऊपर पहुँच गया। हिन्दी अख़बारों के \
         अनुसार पंजाब में भी बाढ़ का पानी ५० गाँवों में घुस गया।",
        &["हिंदी", "खतरे", "पहुंच", "बाढ", "बाढ़", "50", "गांवों"],
    ),
    (
        "am",
        "በአዲስ አበባ ማክሰኞ ዕለት በደረሰ የእሳት አደጋ ሦስት ሰዎች ሕይወታቸው አለፈ። የከተማዋ ፖሊስ እንዳስታወቀው አደጋው የደረሰው በመርካቶ \
         ገበያ ነው። የጤና ሚኒስቴር ፀሐፊ ለተጎጂዎች ድጋፍ እንደሚደረግ ተናግረዋል።",
        &["ፖሊስ", "ሶስት", "ህይወታቸው", "ጸሀፊ", "እለት"],
    ),
    (
        "ha",
        "Ƴan bindiga sun kai hari a wani ƙauye a jihar Kaduna ranar Talata, inda suka kashe mutum \
         goma. Gwamnan jihar ya ce an tura jami’an tsaro domin ɗaukar mataki.",
        &["yan bindiga", "kauye", "ƙauye", "daukar", "jami'an"],
    ),
    (
        "yo",
        "Ìjọba ìpínlẹ̀ Èkó ti kéde pé àwọn ọmọ ilé ẹ̀kọ́ yóò padà sí ilé ìwé ní ọjọ́ Ajé. Gómìnà sọ pé \
         àwọn olùkọ́ ti gba owó oṣù wọn.",
        &["ijoba", "omo ile eko", "ẹ̀kọ́", "owo osu"],
    ),
    (
        "ko",
        "서울 지하철 2호선에서 화요일 오전 사고가 발생해 승객 12명이 다쳤다. 경찰은 기관사를 조사하고 \
         있다. 정부는 안전 대책을 마련하겠다고 밝혔다.",
        &["지하철", "경찰", "정부", "사고", "호선"],
    ),
    (
        "ja",
        "気象庁は火曜日、東京都に大雨警報を発表した。警察によると、地下鉄の駅が浸水し、約3000人が避難した。",
        &["東京", "大雨警報", "地下鉄", "３０００", "\"東京都に大雨\""],
    ),
];

fn sandbox() -> Sandbox {
    let mut lines = String::new();
    for (id, body, _) in ARTICLES {
        writeln!(lines, r#"{{"id":"{id}","title":"","body":"{body}"}}"#).unwrap();
    }
    let sandbox = Sandbox::new().file("world.jsonl", lines);
    sandbox.run(&["ingest", "@/world.jsonl"]).expect(0);
    sandbox
}

#[test]
fn every_script_is_found_as_it_is_typed() {
    let sandbox = sandbox();
    for (id, _, queries) in ARTICLES {
        for query in *queries {
            let output = sandbox.run(&["query", query, "--jsonl", "--fields", "id,language"]);
            let found = output.lines().iter().any(|it| it["id"] == *id && it["language"] == *id);
            assert!(found, "{id}: {query}\n{}", output.all());
        }
    }
}

#[test]
fn passages_are_whole_in_every_script() {
    let sandbox = sandbox();
    for (id, body, queries) in ARTICLES {
        for chars in ["20", "40", "400"] {
            let args = ["query", queries[0], "--language", id, "--jsonl", "--snippet-chars", chars];
            let hits = sandbox.run(&args).expect(0).lines();
            let passage = &hits[0]["snippets"][0];
            let at = |it: &serde_json::Value| usize::try_from(it.as_u64().unwrap()).unwrap();
            let span = body.get(at(&passage["start"])..at(&passage["end"])).unwrap();
            let text = passage["text"].as_str().unwrap();
            assert_eq!(text.trim_matches('…'), span, "{id}");
            // No mark hangs on the letter that was cut off before it.
            assert!(!span.starts_with(unicode_normalization::char::is_combining_mark), "{span}");
            for mark in passage["marks"].as_array().unwrap() {
                assert!(text.get(at(&mark[0])..at(&mark[1])).is_some(), "{id} {text}");
            }
        }
        // What ends with its own full stop is not said to go on.
        let all = sandbox.run(&["query", queries[0], "--language", id, "--snippet-chars", "400"]);
        assert!(!all.out.trim_end().ends_with('…'), "{}", all.out);
    }
}
