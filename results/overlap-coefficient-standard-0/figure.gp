# overlap-coefficient: Overlap of demonstrated actions under noise, real with simulated and real with real
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1000,700 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set xlabel "share of noise x (0 data, 1 noise)"
set ylabel "Bhattacharyya coefficient of the actions"
set xrange [0:1]
set yrange [0:1.02]
set grid linecolor "#eeeeee"
set key below maxrows 3
plot \
  "published.csv" using (strcol(2) eq "real-sim" ? $3 : NaN):4 skip 1 with lines dashtype 2 linewidth 1.5 linecolor "#c0392b" title "real-sim, published", \
  "figure.csv" using (strcol(1) eq "toy N=30" && strcol(2) eq "real-sim" ? $3 : NaN):5:6 skip 1 with filledcurves fillstyle transparent solid 0.2 noborder linecolor "#c0392b" notitle, \
  "figure.csv" using (strcol(1) eq "toy N=30" && strcol(2) eq "real-sim" ? $3 : NaN):4 skip 1 with lines linewidth 2.5 linecolor "#c0392b" title "real-sim, toy, 30 real demonstrations", \
  "figure.csv" using (strcol(1) eq "toy N=3000" && strcol(2) eq "real-sim" ? $3 : NaN):5:6 skip 1 with filledcurves fillstyle transparent solid 0.2 noborder linecolor "#c0392b" notitle, \
  "figure.csv" using (strcol(1) eq "toy N=3000" && strcol(2) eq "real-sim" ? $3 : NaN):4 skip 1 with lines linewidth 1.0 linecolor "#c0392b" title "real-sim, toy, 3000 real demonstrations", \
  "published.csv" using (strcol(2) eq "real-real" ? $3 : NaN):4 skip 1 with lines dashtype 2 linewidth 1.5 linecolor "#2c3e80" title "real-real, published", \
  "figure.csv" using (strcol(1) eq "toy N=30" && strcol(2) eq "real-real" ? $3 : NaN):5:6 skip 1 with filledcurves fillstyle transparent solid 0.2 noborder linecolor "#2c3e80" notitle, \
  "figure.csv" using (strcol(1) eq "toy N=30" && strcol(2) eq "real-real" ? $3 : NaN):4 skip 1 with lines linewidth 2.5 linecolor "#2c3e80" title "real-real, toy, 30 real demonstrations", \
  "figure.csv" using (strcol(1) eq "toy N=3000" && strcol(2) eq "real-real" ? $3 : NaN):5:6 skip 1 with filledcurves fillstyle transparent solid 0.2 noborder linecolor "#2c3e80" notitle, \
  "figure.csv" using (strcol(1) eq "toy N=3000" && strcol(2) eq "real-real" ? $3 : NaN):4 skip 1 with lines linewidth 1.0 linecolor "#2c3e80" title "real-real, toy, 3000 real demonstrations", \
  0.5 with lines dashtype 3 linecolor "#999999" notitle
